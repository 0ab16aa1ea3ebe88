Attribute VB_Name = "XltoolButtons"
Option Explicit
' What the buttons on the sheets call, since a button can give no argument.

Public Sub XltoolCheckSheet()
    Start "check_sheet"
End Sub

Public Sub XltoolComputeTotals()
    Start "compute_totals"
End Sub

Public Sub XltoolMergeFolder()
    Start "merge_folder"
End Sub

' By the add-in where it is loaded, so that its version and settings count, else by this workbook itself.
Private Sub Start(ByVal action As String)
    Dim addin As String
    On Error Resume Next
    addin = Workbooks("xltool.xlam").Name
    On Error GoTo 0
    If addin = "" Then
        XltoolRun action
    Else
        Application.Run "'" & addin & "'!XltoolRun", action
    End If
End Sub
