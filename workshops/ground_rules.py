"""What people accept as they join."""

from django.utils.translation import gettext_lazy as _

# Unless the facilitator has other rules.
OUR_RULES = (
    _("Score on your own. “I don’t know” is a good answer."),
    _("This is a safe space: question the problem, not the person."),
    _("Everybody’s view counts the same, whatever their role."),
    _("Ask if something is not clear: others may wonder too."),
)

# True whatever the facilitator writes.
PRIVACY = (
    _("Nobody sees any score before voting ends, not even the facilitator."),
    _("When the results are shown, every score is cut loose from the person who gave it, for good."),
)
