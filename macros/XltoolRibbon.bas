Attribute VB_Name = "XltoolRibbon"
Option Explicit
' The callbacks of the ribbon: a button's id is the name of its action.

Private described As Boolean

' Excel takes the help of the functions only when it has opened a workbook, which comes after the ribbon.
Public Sub XltoolOnLoad(ribbon As IRibbonUI)
    Application.OnTime Now, "'" & ThisWorkbook.Name & "'!XltoolDescribeFunctions"
End Sub

Public Sub XltoolOnAction(control As IRibbonControl)
    XltoolDescribeFunctions
    XltoolRun control.ID
End Sub

' The Chinese help of the function wizard, once a session; where Excel refuses it, the next click tries again.
Public Sub XltoolDescribeFunctions()
    Dim entry As Range
    If described Then Exit Sub
    On Error GoTo Refused
    For Each entry In ThisWorkbook.Worksheets("xltool.functions").UsedRange.Rows
        Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & entry.Cells(1, 1).Value, _
            Description:=entry.Cells(1, 2).Value, Category:=entry.Cells(1, 3).Value, _
            ArgumentDescriptions:=ArgumentTexts(entry)
    Next entry
    ThisWorkbook.Saved = True
    described = True
Refused:
End Sub

Private Function ArgumentTexts(ByVal entry As Range) As Variant
    Dim texts() As String, count As Long
    Do While entry.Cells(1, count + 4).Value <> ""
        ReDim Preserve texts(count)
        texts(count) = entry.Cells(1, count + 4).Value
        count = count + 1
    Loop
    ArgumentTexts = texts
End Function
