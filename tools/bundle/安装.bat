@echo off
rem Put into the bundle in GBK with CRLF by make_bundle.py; chcp 936 makes every Windows read it as that.
chcp 936 >nul
setlocal DisableDelayedExpansion
title xltool 绩效目标表工具：安装
cd /d "%~dp0"
set "VENV=%LOCALAPPDATA%\xltool\venv"
set "PYTHON="
if not exist "wheels\requirements.txt" goto unpack

call :find
if defined PYTHON goto install
for %%F in (python-3.*-amd64.exe) do set "SETUP=%%F"
if not defined SETUP goto ask
echo 正在安装 Python：%SETUP%
start "" /wait "%SETUP%" /passive InstallAllUsers=0 Include_launcher=0 Include_test=0 Shortcuts=0
call :find
if defined PYTHON goto install

:ask
echo 没有找到 64 位的 Python @VERSIONS_CHINESE@。
echo 已经装在别处的：把那里的 python.exe 拖到这个窗口，再按回车。
echo 还没有装的：直接按回车，再按窗口里的说明做。
set "ASKED="
set /p "ASKED=python.exe："
if defined ASKED for %%A in (%ASKED%) do call :try "%%~A"
if defined PYTHON goto install
echo.
echo 请在能上网的电脑上从 python.org 下载 Windows 64 位安装程序（文件名像 python-@NEWEST@.x-amd64.exe），
echo 放进本文件夹，再双击“安装.bat”。不要用 Microsoft Store 里的 Python。Windows 7 装不了这些版本。
goto failed

:install
echo 正在安装，约需一分钟。
%PYTHON% -m venv --clear "%VENV%"
if not %errorlevel%==0 goto broken
"%VENV%\Scripts\python.exe" -m pip install --isolated --disable-pip-version-check --quiet --no-index --find-links wheels --no-deps --require-hashes -r wheels\requirements.txt
if not %errorlevel%==0 goto broken
"%VENV%\Scripts\python.exe" -P -m xltool install
if not %errorlevel%==0 goto broken
echo.
echo 安装完成。检查这台电脑：
"%VENV%\Scripts\python.exe" -P -m xltool doctor
echo.
pause
exit /b 0

:unpack
echo 请先把压缩包全部解压到一个文件夹，再双击其中的“安装.bat”。
goto failed

:broken
echo.
echo 安装没有完成。请关闭所有 Excel 窗口后再双击“安装.bat”；仍不行时，请把本窗口拍照发给维护人员。

:failed
echo.
pause
exit /b 1

:find
for %%V in (@VERSIONS@) do call :try py -%%V
for %%V in (@FOLDERS@) do (
  call :try "%LOCALAPPDATA%\Programs\Python\Python%%V\python.exe"
  call :try "%ProgramFiles%\Python%%V\python.exe"
  call :try "%SystemDrive%\Python%%V\python.exe"
)
call :try python
exit /b

:try
if defined PYTHON exit /b
%* check_python.py @VERSIONS@ >nul 2>nul
if %errorlevel%==0 set PYTHON=%*
exit /b
