"""The user's settings: read strictly, and what is wrong is named with what was probably meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from diagnostics.clouds import Options
from diagnostics.errors import UsageError
from troubleshooter import config
from troubleshooter.session import Request


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    """A user who never wrote a file sees no error and gets the defaults."""
    assert config.load(tmp_path / "none.toml") == config.Config()


def test_every_place_is_looked_in_and_the_first_is_the_default(tmp_path: Path) -> None:
    """Two profiles and two regions make four places, in the order in which they were written."""
    file = written(tmp_path, '[aws]\nprofiles = ["oncall", "test"]\nregions = ["eu-west-1", "us-east-1"]\n')
    found = config.load(file).options("aws", Options())
    assert [(o.profile, o.region) for o in found] == [
        ("oncall", "eu-west-1"), ("oncall", "us-east-1"), ("test", "eu-west-1"), ("test", "us-east-1"),
    ]  # fmt: skip


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    """A region that was typed replaces the regions of the file."""
    file = written(tmp_path, 'audit_source = "s3://trail"\n[aws]\nregions = ["eu-west-1", "us-east-1"]\n')
    found = config.load(file).options("aws", Options(region="ap-south-1"))
    assert found == (Options(region="ap-south-1", audit_source="s3://trail"),)


@pytest.mark.parametrize(
    ("text", "said", "step"),
    [
        ('themes = "nord"', "no setting themes", "Did you mean theme?"),
        ('[aws]\nregion = "x"', "no setting aws.region", "Did you mean regions?"),
        ("[aws]\nzzz = 1", "no setting aws.zzz", "Known are: profiles"),
        ("theme = 3", "Expected `str | null`, got `int` - at `$.theme`", "docs/configuration.md"),
        ("theme = ", "is no TOML", "Repair that line"),
        ('window = "soon"', "'soon' is not a duration", ""),
        ('provider = "ibm"', "'ibm' is no provider", "aws, gcp, azure"),
    ],
)
def test_a_mistake_is_named_with_what_was_meant(tmp_path: Path, text: str, said: str, step: str) -> None:
    """Each mistake ends in one sentence that names it and a next step, exit status 2."""
    with pytest.raises(UsageError) as caught:
        config.load(written(tmp_path, text))
    assert said in caught.value.sentence
    assert step in caught.value.next_step
    assert caught.value.exit_code == 2


def test_the_default_window_is_a_duration(tmp_path: Path) -> None:
    """`window = "90m"` is ninety minutes."""
    assert config.load(written(tmp_path, 'window = "90m"')).span == timedelta(minutes=90)


def test_the_file_can_be_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """$TROUBLESHOOTER_CONFIG names the file."""
    monkeypatch.setenv(config.ENVIRONMENT, str(written(tmp_path, 'theme = "nord"')))
    assert config.load().theme == "nord"


def test_a_request_takes_from_the_file_what_the_command_line_left_open(tmp_path: Path) -> None:
    """Window, profile and region come from the file; the only cloud it names needs no --provider."""
    now = datetime(2026, 3, 1, 5, tzinfo=UTC)
    settings = config.load(
        written(tmp_path, 'window = "6h"\n[aws]\nprofiles = ["oncall"]\nregions = ["eu-west-1"]\n')
    )
    request = settings.applied(Request("orders", now=now))
    assert (request.provider, request.options.profile, request.options.region) == (
        None,
        "oncall",
        "eu-west-1",
    )
    assert request.start == now - timedelta(hours=6)
    given = Request("orders", start=now - timedelta(hours=1), now=now, options=Options(profile="mine"))
    assert settings.applied(given).start == given.start
    assert settings.applied(given).options.profile == "mine"


def test_of_two_clouds_in_the_file_none_is_guessed(tmp_path: Path) -> None:
    """With places of two clouds and no provider, a bare name keeps the options it was given."""
    settings = config.load(written(tmp_path, '[aws]\nregions = ["eu-west-1"]\n[gcp]\nprojects = ["shop"]\n'))
    assert settings.applied(Request("orders")).options == Options()
