Attribute VB_Name = "XltoolFunctions"
Option Explicit
Option Private Module
' What the worksheet functions share; the functions themselves are in XltoolWorksheet, which xltool build writes.

' Why no function can answer, for the cell; empty where Python can be asked.
Public Function XltoolNotReady() As String
    If Application.OperatingSystem Like "Mac*" Then
        XltoolNotReady = XltoolText("TEXT_FUNCTION_MAC")
    ElseIf LCase$(GetConfig("USE UDF SERVER", "False")) <> "true" Then
        XltoolNotReady = XltoolText("TEXT_FUNCTION_OFF")
    ElseIf XltoolInterpreter() = "" Then
        XltoolNotReady = XltoolText("TEXT_FUNCTION_NO_PYTHON")
    End If
End Function

' The folder of the workbook in whose cell a function stands; empty where it was never saved.
Public Function XltoolCallerFolder() As String
    XltoolCallerFolder = Application.Caller.Worksheet.Parent.Path
End Function
