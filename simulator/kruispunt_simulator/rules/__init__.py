"""Pure checks: values in, findings out. No socket, no clock, no file."""
