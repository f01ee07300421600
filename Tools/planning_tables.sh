#!/bin/sh
# Plays the planner beside every kind of partner on the classic kitchens and prints the matrices (docs/experiments/planning.md).
# Usage: [MAPS="MAP..."] Tools/planning_tables.sh partners|ablations [EPISODES] [IMPORTED_AGENTS_FOLDER]
set -e
what=${1:?"say partners or ablations"}
episodes=${2:-10}
imported=$3
brigade=${BRIGADE:-.build/release/brigade}
for map in ${MAPS:-cramped_room asymmetric_advantages coordination_ring forced_coordination counter_circuit_o_1order}; do
    case $what in
    partners)
        agents="planner greedy greedy-noisy greedy-slow greedy-plain stay random human-$map human-plain-$map ppo-$map"
        for kind in ppo-hp fcp mep hsp pbt; do
            found=$(find Agents -name "$kind-$map.yaml")
            [ -z "$found" ] || agents="$agents $found"
        done
        [ "$map" != cramped_room ] || [ -z "$imported" ] || agents="$agents $imported"
        ;;
    ablations)
        agents="planner planner-with-experience planner-no-belief planner-no-deliberation planner-no-verification"
        agents="$agents greedy random human-$map human-plain-$map ppo-$map"
        ;;
    *) echo "say partners or ablations, not '$what'" >&2; exit 2 ;;
    esac
    # shellcheck disable=SC2086 # the agents are words
    "$brigade" tournament --maps "$map" --agents $agents --episodes "$episodes" --jobs "${JOBS:-1}" --db "runs/planning-$what.sqlite" --quiet
    "$brigade" matrix --db "runs/planning-$what.sqlite" --maps "$map"
done
