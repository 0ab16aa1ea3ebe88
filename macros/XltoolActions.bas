Attribute VB_Name = "XltoolActions"
Option Explicit
' Starts a function of xltool.excel in Python: every ribbon button and every button on a sheet ends here.
' VBA source stays ASCII; what the clerk reads stands in the sheet xltool.conf of this file.

Private running As Boolean

Public Sub XltoolRun(ByVal action As String)
    If Application.OperatingSystem Like "Mac*" Then
        Say "TEXT_MAC", ""
    ElseIf Not IsPlainName(action) Then
        Say "TEXT_UNKNOWN", ""
    ElseIf running Then
        Say "TEXT_RUNNING", ""
    ElseIf ActiveWorkbook Is Nothing Then
        Say "TEXT_NO_WORKBOOK", ""
    ElseIf XltoolInterpreter() = "" Then
        Say "TEXT_NO_PYTHON", ""
    Else
        StartPython action
    End If
End Sub

Private Sub StartPython(ByVal action As String)
    On Error GoTo Failed
    running = True
    RunPython "import xltool.excel; xltool.excel." & action & "()"
    running = False
    Exit Sub
Failed:
    running = False
    Say "TEXT_FAILED", Err.Description
End Sub

' Nothing but the name of a function gets into the command line.
Private Function IsPlainName(ByVal action As String) As Boolean
    IsPlainName = (action Like "[a-z]*") And Not (action Like "*[!a-z_]*")
End Function

Private Sub Say(ByVal key As String, ByVal reason As String)
    MsgBox Replace(XltoolText(key), "{reason}", reason), vbExclamation, XltoolText("TEXT_TITLE")
End Sub
