Attribute VB_Name = "XltoolSettings"
Option Explicit
Option Private Module
' Where Python is, the texts for the clerk, and what goes to Python and comes back.

' The full path of Python, from the settings or else from the PATH; empty where there is none. It is never the
' bare word python, which Windows would look for in the current folder first.
Public Function XltoolInterpreter() As String
    Dim program As String, folder As Variant
    program = GetConfig("INTERPRETER_WIN", "python")
    If InStr(program, "\") > 0 Then
        If (program Like "[A-Za-z]:\*" Or program Like "\\*") And FileExistsOnWindows(program) Then XltoolInterpreter = program
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

' The full path of cmd.exe, in quotes: the bare name would be looked for in the current folder first.
Public Function XltoolShell() As String
    XltoolShell = Chr$(34) & Environ("ComSpec") & Chr$(34)
End Function

' A text as cmd.exe and every code page leave it: ~ and four hex digits for all but letters, digits, dot and underscore.
Public Function XltoolCoded(ByVal text As String) As String
    Dim place As Long, sign As String
    For place = 1 To Len(text)
        sign = Mid$(text, place, 1)
        If Not (sign Like "[A-Za-z0-9._]") Then sign = "~" & Right$("000" & Hex$(AscW(sign)), 4)
        XltoolCoded = XltoolCoded & sign
    Next place
End Function

' The sentence that Python ended with, coded so after a mark; empty where there is none.
Public Function XltoolSentence(ByVal words As String) As String
    Dim place As Long, sign As String
    place = InStr(words, "xltool-says:")
    If place = 0 Then Exit Function
    place = place + Len("xltool-says:")
    Do While place <= Len(words)
        sign = Mid$(words, place, 1)
        If sign = "~" Then
            sign = ChrW$(CLng("&H" & Mid$(words, place + 1, 4)))
            place = place + 4
        ElseIf Not (sign Like "[A-Za-z0-9._]") Then
            Exit Do
        End If
        XltoolSentence = XltoolSentence & sign
        place = place + 1
    Loop
End Function

' What is shown where Python failed: its own sentence, else a general one and where its error is written.
Public Function XltoolEnd(ByVal words As String, ByVal log As String) As String
    XltoolEnd = XltoolSentence(words)
    If XltoolEnd = "" Then XltoolEnd = XltoolText("TEXT_BROKEN") & vbCrLf & log
End Function

' Shows it in one box; true where there was a sentence, so that the log is needed no more.
Public Function XltoolShowEnd(ByVal log As String) As Boolean
    Dim words As String
    On Error Resume Next
    words = ReadFile(log)
    On Error GoTo 0
    XltoolShowEnd = XltoolSentence(words) <> ""
    ShowError "", XltoolEnd(words, log)
End Function
