Attribute VB_Name = "XltoolRibbon"
Option Explicit
' The one callback of the ribbon: a button's id is the name of its action.

Public Sub XltoolOnAction(control As IRibbonControl)
    XltoolRun control.ID
End Sub
