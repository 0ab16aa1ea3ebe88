@echo off
rem Put into the bundle in GBK with CRLF by make_bundle.py; chcp 936 makes every Windows read it as that.
chcp 936 >nul
setlocal DisableDelayedExpansion
title xltool 绩效目标表工具：卸载
set "VENV=%LOCALAPPDATA%\xltool\venv"
if not exist "%VENV%\Scripts\python.exe" goto missing

"%VENV%\Scripts\python.exe" -P -m xltool uninstall
if not %errorlevel%==0 goto failed
rmdir /s /q "%VENV%"
if exist "%VENV%" goto failed
rmdir "%LOCALAPPDATA%\xltool" 2>nul
echo.
echo 卸载完成。您的工作簿没有改动；上面说明“保留不动”的文件，不需要时可以自行删除。
pause
exit /b 0

:missing
echo 没有找到“%VENV%”里的 Python。
echo 没有装过的不用卸载；装过而 Python 被删除的，请先运行“安装.bat”，再运行“卸载.bat”。
pause
exit /b 1

:failed
echo.
echo 卸载没有完成。请关闭所有 Excel 窗口后再运行一次；仍不行时，请把本窗口拍照发给维护人员。
pause
exit /b 1
