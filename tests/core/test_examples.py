import doctest
import importlib
import pkgutil

import pytest

import bot.core


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(bot.core.__path__)])
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"bot.core.{name}")).failed == 0
