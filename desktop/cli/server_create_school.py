"""`server create-school`: a new school, its founder's account, and the connection code."""

from argparse import Namespace
from datetime import date

from desktop.cli.outcome import Report
from desktop.cli.server_code import code_of
from desktop.commands.school import FoundSchool, SchoolFacts
from desktop.commands.year_plan import default_plan
from desktop.founding import usual_subjects
from desktop.rules.instants import school_day
from desktop.rules.permissions import Role
from desktop.store import clock
from desktop.store.keys import first_password
from desktop.sync.connection_code import show_code
from desktop.sync.server.argon import Argon
from desktop.sync.server.founding import found_school
from desktop.sync.server.opening import open_server

_JUNE = 6  # from then on people speak of the school year that begins in September


def run(arguments: Namespace) -> Report:
    password = first_password()
    with open_server(arguments.folder.resolve()) as server:
        place = found_school(
            server.engine, arguments.code, _founding(arguments), (usual_subjects(arguments.level),),
            first_password=password, clock=clock.now, argon=Argon(),
        )  # fmt: skip
        code = show_code(code_of(server.premises, place.code))
    return Report(
        lines=(
            f"Đã lập {place.name}, mã trường {place.code}",
            f"Tài khoản đầu tiên: {arguments.account}",
            f"Mật khẩu đầu tiên: {password} (phải đổi ở lần đăng nhập đầu)",
            f"Mã kết nối: {code}",
            f"In phiếu: python -m desktop server code {arguments.folder} {place.code} -o phieu.pdf",
        ),
        data={
            "school": place.name,
            "code": place.code,
            "account": arguments.account,
            "first_password": password,
            "connection_code": code,
        },
    )


def _founding(arguments: Namespace) -> FoundSchool:
    today = school_day(clock.now())
    return FoundSchool(
        school=SchoolFacts(
            name=arguments.name, level=arguments.level, authority=arguments.authority,
            commune=arguments.commune, province=arguments.province,
        ),
        year=default_plan(arguments.start_year or _present_year(today)),
        account=arguments.account,
        full_name=arguments.full_name or arguments.account,
        position="Hiệu trưởng" if arguments.principal else "Quản trị CSDL",
        roles=(Role.DATA_ADMIN, Role.PRINCIPAL) if arguments.principal else (Role.DATA_ADMIN,),
    )  # fmt: skip


def _present_year(today: date) -> int:
    return today.year if today.month >= _JUNE else today.year - 1
