"""What a door asks for: one task a module, the same for the command line and for a button in Excel."""
