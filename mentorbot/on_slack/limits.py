"""What Slack takes: how much, and how many, of each.

Source: https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/views
"""

from typing import Final

# One screen
MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
MESSAGE_SIZE: Final = 12_000
"""Characters of all blocks of a message together, with what they are made of, but for what can be pressed.

Slack does not say how it counts, and refuses more than about 13,200: that leaves room for names of blocks.
"""
FALLBACK: Final = 3000
# One block
HEADER: Final = 150
SECTION: Final = 3000
FIELDS: Final = 10
FIELD: Final = 2000
CONTEXT: Final = 2000
ELEMENTS: Final = 25
BLOCK_ID: Final = 255
# One button or drop-down
ACTION_ID: Final = 255
BUTTON: Final = 75
BUTTON_VALUE: Final = 2000
URL: Final = 3000
PLACEHOLDER: Final = 150
OPTIONS: Final = 100
OPTION: Final = 75
OPTION_VALUE: Final = 150
OPTION_ABOUT: Final = 75
OVERFLOW: Final = 5
RADIOS: Final = 10
# The question before what cannot be undone
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
# A modal
VIEW_TITLE: Final = 24
VIEW_BUTTON: Final = 24
LABEL: Final = 2000
HINT: Final = 2000
TYPED: Final = 3000
METADATA: Final = 3000
CALLBACK_ID: Final = 255
