"""Put the Excel side on a PC and take it away again: first a plan of single steps, then those steps and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import PureWindowsPath
from typing import NamedTuple

from xltool.excel.functions_switch import REINSTALL, absent, functions_on, missing_libraries
from xltool.excel.machine import Machine, Shortcut
from xltool.excel.manifest import Content, Manifest, content_at, manifest_bytes, mark, read_manifest
from xltool.excel.office import TRUSTED_KEYS, Excel, has_wps, installed_excels, trusted_folders
from xltool.excel.places import Wanted, places, wanted_files
from xltool.excel.shipped import Shipped
from xltool.problems import Refused, system_reason


class Step(NamedTuple):
    """One change: what it is, said so that “将” or “已” can stand before it; where; and the change itself."""

    sentence: str
    path: PureWindowsPath | None
    act: Callable[[Machine], None]


class Plan(NamedTuple):
    """The steps in their order, and sentences about what is left alone."""

    steps: list[Step]
    notes: list[str]


def carry_out(machine: Machine, plan: Plan) -> Iterator[str]:
    """Do the steps, and yield a sentence for each.

    Raises ``Refused`` before the first of them if one would have no permission, and where one fails all the same; what
    was done until then is in the record, and the same command goes on from there.
    """
    for step in plan.steps:
        if step.path is not None and not machine.can_write(_existing(machine, step.path)):
            raise Refused(f"“{step.path}”写不进去，什么都没有改动。{_CURE}")
    for step in plan.steps:
        try:
            step.act(machine)
        except OSError as error:
            reason = system_reason(error)
            raise Refused(f"没能{step.sentence}（{reason}），后面的步骤没有做。{_CURE}") from error
        yield f"已{step.sentence}"


_CURE = "请关闭所有 Excel 窗口后再运行一次；仍不行时，看看杀毒软件有没有拦截，或请电脑管理员开放这个位置的写入权限。"


def _existing(machine: Machine, path: PureWindowsPath) -> PureWindowsPath:
    """The path itself if something is there, else the nearest folder above it that is."""
    for place in (path, *path.parents):
        if machine.entries(place) is not None or content_at(machine, place) is not None:
            return place
    return path


# Installing


def install_plan(machine: Machine, shipped: Shipped, functions: bool | None = None) -> Plan:
    """What is missing or old on this PC; ``functions`` switches the worksheet functions on or off, None leaves them.

    Raises ``Refused`` where an install could not work, or the functions could not.
    """
    _check_python(machine)
    where, excels = places(machine), installed_excels(machine)
    switched = functions_on(machine, where.settings)
    if functions:
        _check_functions(machine, excels)
    old = read_manifest(machine, where.manifest) or Manifest({}, [], {})
    wanted = wanted_files(machine, shipped, excels, switched if functions is None else functions)
    files = [step for item in wanted for step in _file_steps(machine, item, old)]
    gone, kept = _no_longer_wanted(machine, old, {item.path for item in wanted})
    registry = {} if machine.is_network(where.templates) else _registry(machine, excels, where.templates)
    folders = _missing_folders(machine, [where.manifest, *(item.path for item in wanted)])
    manifest = Manifest(
        {item.path: _marks(old, item) for item in wanted} | {path: old.files[path] for path in kept},
        [*dict.fromkeys([*old.folders, *folders])],
        registry,
    )
    # Before the files, with all that is old: an install that breaks off leaves nothing that is not in the record.
    meanwhile = Manifest(old.files | manifest.files, manifest.folders, old.registry | registry)
    steps = [Step(f"新建文件夹：{folder}", folder, partial(_make_folder, folder)) for folder in folders]
    changes = [*files, *gone, *_registry_steps(machine, registry, old.registry)]
    if changes and meanwhile != old:
        steps.append(_write("写安装记录", where.manifest, manifest_bytes(meanwhile)))
    steps += changes
    if manifest != (meanwhile if changes else old):
        steps.append(_write("更新安装记录", where.manifest, manifest_bytes(manifest)))
    notes = [f"“{path}”不再需要，但内容改过，保留不动。" for path in kept]
    notes += _install_notes(machine, shipped, excels, changed=bool(steps))
    if functions is not None and functions != switched:
        notes.append(f"工作表函数：{'打开' if functions else '关闭'}，重新打开 Excel 后生效。")
    return Plan(steps, notes)


def _check_functions(machine: Machine, excels: list[Excel]) -> None:
    if not excels:
        raise Refused("没有找到 Excel，工作表函数用不了，没有打开。请改用不需要 Python 的公式。")
    if missing := missing_libraries(machine, excels, machine.python.console):
        raise Refused(f"工作表函数没有打开：{absent(missing, machine.python.console)}{REINSTALL}")


def _check_python(machine: Machine) -> None:
    if machine.python.from_store:
        raise Refused(
            "现在用的 Python 来自 Microsoft Store，写的文件 Excel 看不到。请改用 python.org 的 64 位 Python 后再运行。"
        )


def _marks(old: Manifest, item: Wanted) -> list[str]:
    ours = mark(item.content if item.own is None else item.own)
    return [*(each for each in old.files.get(item.path, []) if each != ours), ours]


def _file_steps(machine: Machine, item: Wanted, old: Manifest) -> Iterator[Step]:
    """Nothing for a file that is as it should be; one that is not ours is moved away first, never overwritten."""
    now = content_at(machine, item.path)
    if now == item.content:
        return
    if now is not None and item.own is None and not old.is_ours(item.path, now):
        backup = _free_name(machine, places(machine).backups / item.path.name)
        yield Step(f"移走原有的文件作为备份：{item.path} → {backup}", item.path, partial(_move, item.path, backup))
        now = None
    yield _write(f"{'写入' if now is None else '更新'}{item.title}", item.path, item.content)


def _no_longer_wanted(
    machine: Machine, old: Manifest, wanted: set[PureWindowsPath]
) -> tuple[list[Step], list[PureWindowsPath]]:
    """Steps for files of an earlier version that are not needed any more, and those of them that the user changed."""
    steps, kept = [], []
    for path in old.files.keys() - wanted:
        now = content_at(machine, path)
        if now is not None and old.is_ours(path, now):
            steps.append(Step(f"删除旧版本的文件：{path}", path, partial(_delete, path)))
        elif now is not None:
            kept.append(path)
    return sorted(steps), sorted(kept)


def _registry(machine: Machine, excels: list[Excel], folder: PureWindowsPath) -> dict[str, dict[str, str | int]]:
    """The values that make a folder trusted, by key; a key of ours that is there already is used again."""
    wanted: dict[str, dict[str, str | int]] = {}
    for excel in excels:
        place = excel.trusted
        ours = [key for key, path in trusted_folders(machine, place).items() if path == folder]
        keys = (f"{place}\\Location{number}" for number in range(TRUSTED_KEYS))
        key = ours[0] if ours else next(key for key in keys if machine.values(key) is None)
        wanted[key] = {"Path": f"{folder}\\", "AllowSubFolders": 0, "Description": "xltool 绩效目标表模板"}
    return wanted


def _registry_steps(
    machine: Machine, wanted: dict[str, dict[str, str | int]], old: dict[str, dict[str, str | int]]
) -> Iterator[Step]:
    for key, values in wanted.items():
        if not _holds(machine, key, values):
            yield Step(f"设置受信任位置（模板文件夹）：{key}", None, partial(_set_values, key, values))
    for key, values in old.items():
        if key not in wanted and _holds(machine, key, values):
            yield Step(f"删除旧的受信任位置：{key}", None, partial(_delete_key, key))


def _holds(machine: Machine, key: str, values: dict[str, str | int]) -> bool:
    return values.items() <= (machine.values(key) or {}).items()


def _missing_folders(machine: Machine, paths: Iterable[PureWindowsPath]) -> list[PureWindowsPath]:
    missing = {folder for path in paths for folder in path.parents if machine.entries(folder) is None}
    return sorted(missing, key=lambda folder: len(folder.parts))


def _install_notes(machine: Machine, shipped: Shipped, excels: list[Excel], changed: bool) -> Iterator[str]:
    where = places(machine)
    if not excels:
        what = "这台电脑装的是 WPS" if has_wps(machine) else "没有找到 Excel（2010 或更新版本）"
        yield f"{what}，加载项没有安装。请在文件夹上点右键，选“发送到 → 绩效一键汇总”或“绩效校验”，不用宏也能用。"
        return
    if shipped.addin is None:
        yield "安装包里没有加载项 xltool.xlam，Excel 里不会出现“绩效目标”选项卡。请换用完整的安装包。"
    elif machine.is_network(where.addin):
        yield f"“{where.addin.parent}”在网络上，Excel 可能不信任那里的加载项，不能用时请找电脑管理员。"
    if machine.is_network(where.templates):
        yield f"“{where.templates}”在网络上，没有设为受信任位置。打开模板时请点“启用内容”。"
    if changed and shipped.addin is not None:
        yield "请关闭并重新打开 Excel，上方会出现“绩效目标”选项卡；没有出现时看看检查结果（命令行：xltool doctor）。"


# Uninstalling


def uninstall_plan(machine: Machine) -> Plan:
    """What an install wrote and nobody changed since; the rest is named and stays."""
    where = places(machine)
    manifest = read_manifest(machine, where.manifest)
    if manifest is None:
        return Plan([], ["没有找到安装记录，没有可以卸载的内容。"])
    steps, notes = [], []
    removed = {where.manifest}
    for path in manifest.files:
        now = content_at(machine, path)
        if now is not None and manifest.is_ours(path, now):
            steps.append(Step(f"删除：{path}", path, partial(_delete, path)))
            removed.add(path)
        elif now is not None:
            notes.append(f"“{path}”安装后改过，保留不动。不需要时请自行删除。")
    for key, values in manifest.registry.items():
        if _holds(machine, key, values):
            steps.append(Step(f"删除受信任位置：{key}", None, partial(_delete_key, key)))
        elif machine.values(key) is not None:
            notes.append(f"注册表“{key}”安装后改过，保留不动。")
    steps.append(Step(f"删除安装记录：{where.manifest}", where.manifest, partial(_delete, where.manifest)))
    for folder in sorted(manifest.folders, key=lambda folder: -len(folder.parts)):
        entries = machine.entries(folder)
        if entries is not None and set(entries) <= removed:
            steps.append(Step(f"删除空文件夹：{folder}", folder, partial(_remove_folder, folder)))
            removed.add(folder)
        elif entries is not None:
            notes.append(f"文件夹“{folder}”里还有别的内容，保留不动。")
    if machine.entries(where.backups):
        notes.append(f"以前移走的原有文件还在“{where.backups}”，不需要时请自行删除。")
    return Plan(steps, notes)


# The single changes


def _write(what: str, path: PureWindowsPath, content: Content) -> Step:
    return Step(f"{what}：{path}", path, partial(_write_content, path, content))


def _write_content(path: PureWindowsPath, content: Content, machine: Machine) -> None:
    if isinstance(content, Shortcut):
        machine.write_shortcut(path, content)
    else:
        machine.write(path, content)


def _move(path: PureWindowsPath, target: PureWindowsPath, machine: Machine) -> None:
    if machine.entries(target.parent) is None:
        machine.make_folder(target.parent)
    machine.move(path, target)


def _free_name(machine: Machine, path: PureWindowsPath) -> PureWindowsPath:
    number = 1
    candidate = path
    while content_at(machine, candidate) is not None:
        number += 1
        candidate = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return candidate


def _make_folder(folder: PureWindowsPath, machine: Machine) -> None:
    machine.make_folder(folder)


def _remove_folder(folder: PureWindowsPath, machine: Machine) -> None:
    machine.remove_folder(folder)


def _delete(path: PureWindowsPath, machine: Machine) -> None:
    machine.delete(path)


def _delete_key(key: str, machine: Machine) -> None:
    machine.delete_key(key)


def _set_values(key: str, values: dict[str, str | int], machine: Machine) -> None:
    for name, value in values.items():
        machine.set_value(key, name, value)
