"""The files with macros: VBA sources → VBA project → add-in and templates with buttons, built without Excel."""
