"""What a browser calls itself, in words in which somebody knows their own again."""

from django.utils.translation import gettext

# In this order: most say that they are several others, too.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def name_of(user_agent: str) -> str:
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), gettext("A browser"))
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
