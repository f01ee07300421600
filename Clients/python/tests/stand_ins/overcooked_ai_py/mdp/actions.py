"""Actions and directions, by the names that the drop-in asks for."""


class Direction:
    NORTH, SOUTH, EAST, WEST = (0, -1), (0, 1), (1, 0), (-1, 0)
    ALL_DIRECTIONS = INDEX_TO_DIRECTION = [NORTH, SOUTH, EAST, WEST]
    DIRECTION_TO_INDEX = {direction: index for index, direction in enumerate(INDEX_TO_DIRECTION)}


class Action:
    STAY, INTERACT = (0, 0), "interact"
    ALL_ACTIONS = INDEX_TO_ACTION = [*Direction.INDEX_TO_DIRECTION, STAY, INTERACT]
    ACTION_TO_INDEX = {action: index for index, action in enumerate(INDEX_TO_ACTION)}
