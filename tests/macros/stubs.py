"""What stands in for xlwings' VBA module where LibreOffice runs our macros, since it cannot compile that module."""

SETTINGS = """
Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = "C:\\Python312\\python.exe"
End Function

Public Function FileExistsOnWindows(ByVal FileSpec As String) As Boolean
    FileExistsOnWindows = True
End Function
"""
"""The settings and the files of a PC with Python; RunPython is each test's own."""
