"""The `radonc` command: the rules layer on one machine, no AWS."""
