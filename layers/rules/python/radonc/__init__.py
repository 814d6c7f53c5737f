"""The open claim editor for radiation oncology: pure rules, no AWS, no clock, no environment."""
