"""The command line as a user meets it: called here or in children that can be killed; a bank to try it on."""
