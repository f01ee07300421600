#!/bin/sh
# Lets agents play with copies of themselves on all maps and prints their mean scores as a table (docs/agents.md).
# Usage: [MAPS="MAP..."] [EPISODES=N] Tools/self_play_table.sh AGENT...
set -e
[ $# -gt 0 ] || { echo "usage: Tools/self_play_table.sh AGENT..., for instance greedy planner" >&2; exit 2; }
brigade=${BRIGADE:-.build/release/brigade}
folder=${MAPS_FOLDER:-Maps}
printf '| map |'
printf ' %s |' "$@"
printf '\n|---|'
for agent; do printf '%s' '---|'; done
printf '\n'
for map in ${MAPS:-$(ls "$folder" | sed -n 's/\.yaml$//p')}; do
    printf '| %s |' "$map"
    for agent; do
        score=$("$brigade" agents try "$agent" --map "$map" --maps-folder "$folder" --episodes "${EPISODES:-10}" 2>/dev/null |
            sed -n '1s/^score \([^ ,]*\).*/\1/p')
        printf ' %s |' "${score:--}"
    done
    printf '\n'
done
