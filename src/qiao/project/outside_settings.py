"""Settings of commands that run at an enterprise: words in two languages, and neither database nor folder of state."""

import os
from pathlib import Path

SECRET_KEY = "nothing is signed by the framework here"  # noqa: S105  it is none
INSTALLED_APPS: list[str] = []
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("QIAO_TIME_ZONE", "Asia/Shanghai")
LOGGING_CONFIG = None
