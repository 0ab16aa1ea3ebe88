Attribute VB_Name = "XltoolSettings"
Option Explicit
Option Private Module
' Where Python is, and the texts for the clerk.

' The full path of Python, from the settings or else from the PATH; empty where there is none. It is never the
' bare word python, which Windows would look for in the current folder first.
Public Function XltoolInterpreter() As String
    Dim program As String, folder As Variant
    program = GetConfig("INTERPRETER_WIN", "python")
    If InStr(program, "\") > 0 Then
        If FileExistsOnWindows(program) Then XltoolInterpreter = program
        Exit Function
    End If
    For Each folder In Split(Environ("PATH"), ";")
        ' WindowsApps holds a link to the shop and no Python.
        If Mid$(folder, 2, 2) = ":\" And InStr(1, folder, "\WindowsApps", vbTextCompare) = 0 Then
            If Right$(folder, 1) <> "\" Then folder = folder & "\"
            If FileExistsOnWindows(folder & program & ".exe") Then
                XltoolInterpreter = folder & program & ".exe"
                Exit Function
            End If
        End If
    Next folder
End Function

Public Function XltoolText(ByVal key As String) As String
    Dim cell As Range
    For Each cell In ThisWorkbook.Worksheets("xltool.conf").Range("A1:A30")
        If cell.Value = key Then XltoolText = cell.Offset(0, 1).Value
    Next cell
End Function
