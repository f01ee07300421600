"""Episodes a second of overcooked_ai's evaluator, and decisions a second of its greedy planner, as rows of JSON.

One core, cramped_room, 400 ticks, processor time. Needs the environment that install.sh makes; waiting.py calls it.
"""
import argparse
import contextlib
import io
import json
import random
import time
import warnings

warnings.filterwarnings("ignore")
with contextlib.redirect_stderr(io.StringIO()):
    from overcooked_ai_py.agents.agent import Agent, AgentPair, GreedyHumanModel
    from overcooked_ai_py.agents.benchmarking import AgentEvaluator
    from overcooked_ai_py.mdp.actions import Action

TICKS = 400


class Anything(Agent):
    """Does anything; their own agent that does so draws in a way that NumPy from 1.24 on refuses."""

    def __init__(self):
        super().__init__()
        self.random = random.Random(1)

    def action(self, state):
        return Action.ALL_ACTIONS[self.random.randrange(6)], {"action_probs": [1 / 6] * 6}


class Timed:
    """An agent whose decisions are timed; everything else is its own."""

    def __init__(self, agent):
        self.agent = agent
        self.seconds = 0.0
        self.decisions = 0

    def __getattr__(self, name):
        return getattr(self.agent, name)

    def action(self, state):
        begin = time.thread_time()
        chosen = self.agent.action(state)
        self.seconds += time.thread_time() - begin
        self.decisions += 1
        return chosen


def measure(evaluator, name: str, make, seconds: float) -> dict:
    pair = [Timed(make()), Timed(make())]
    begin = time.thread_time()
    episodes, score = 0, 0.0
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        while time.thread_time() - begin < seconds:
            played = evaluator.evaluate_agent_pair(AgentPair(*pair), num_games=1, native_eval=True)
            episodes += 1
            score += float(played["ep_returns"][0])
    return {
        "agent": name, "episodesPerSecond": episodes / (time.thread_time() - begin),
        "decisionsPerSecond": sum(agent.decisions for agent in pair) / sum(agent.seconds for agent in pair),
        "episodes": episodes, "score": score / episodes,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5, help="processor time a row")
    arguments = parser.parse_args()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        evaluator = AgentEvaluator.from_layout_name({"layout_name": "cramped_room", "old_dynamics": True}, {"horizon": TICKS})
        actions = evaluator.env.mlam
    agents = {"greedy": lambda: GreedyHumanModel(actions), "random": Anything}
    print(json.dumps([measure(evaluator, name, make, arguments.seconds) for name, make in agents.items()]))


if __name__ == "__main__":
    main()
