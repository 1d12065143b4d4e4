"""The rows of the table of actions for orders of the queue that are reckoned beside the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

from spanloop.core.queue_view import RANKED, Order
from spanloop.core.strategies import WORDS, Words
from spanloop.gui.actions import NO_PROJECT, Action, has_project

PREFIX = "queue.order_"


def _title(order: Order) -> str:
    title = _WORDS[order].title
    return title[0].lower() + title[1:]


#: Every order that is ranked has its words there.
_WORDS = cast("Mapping[Order, Words]", WORDS)
#: The orders in the order of the menu.
RANKED_ORDERS: tuple[Order, ...] = tuple(order for order in get_args(Order) if order in RANKED)
QUEUE_ORDERS = (
    *(
        Action(
            f"{PREFIX}{order}", f"Queue: {_title(order)}", "View",
            _WORDS[order].help, (), has_project, NO_PROJECT, also="order sort which article next active learning",
            menu=False,
        )
        for order in RANKED_ORDERS
    ),
    Action(
        "queue.rank", "Queue: order again", "View", "With what is annotated and suggested now.",
        (), has_project, NO_PROJECT, also="rank which article next refresh",
    ),
    Action(
        "queue.rank_cancel", "Queue: stop ordering", "View", "The order of before stays.",
        (), has_project, NO_PROJECT, "cross", also="cancel rank", menu=False,
    ),
    Action(
        "queue.keep_order", "Queue: keep this order for the project", "View",
        "The queue opens in it, for everybody who opens this project.",
        (), has_project, NO_PROJECT, also="default order setting which article next", menu=False,
    ),
)  # fmt: skip
