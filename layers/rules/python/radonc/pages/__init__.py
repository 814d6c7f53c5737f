"""Self-contained HTML pages: no request leaves them, they can be mailed and printed."""
