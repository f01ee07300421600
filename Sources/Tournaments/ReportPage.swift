import Foundation

/// The report of a cross-play: one HTML page that needs nothing else, unless there are too many agents for one.
public struct ReportPage: Sendable {
    public let html: String
    /// Large matrices, which the page reads from a folder next to it when they are asked for.
    public let details: [(name: String, text: String)]

    /// - Parameters:
    ///   - title: what the page is called.
    ///   - tables: for every map, then over all maps, one table for each choice of seats.
    ///   - solos: for every map for one, a table of what agents score alone.
    ///   - sessions: curves of sessions of repeated reference.
    ///   - descriptions: what each agent is, by name.
    ///   - folder: name of the folder for `details`.
    /// - Throws: `EncodingError` never for tables of numbers.
    public init(
        title: String, tables: [CrossPlayTable], solos: [SoloTable] = [], of play: CrossPlay, sessions: [RepetitionLine] = [],
        descriptions: [String: String], details folder: String = "details"
    ) throws {
        let json = try ReportData.json(tables, solos: solos, of: play, details: folder)
        details = json.files
        let data = json.data.replacing("<", with: "\\u003c")
        let words = play.words
        let names = try String(decoding: JSONEncoder().encode(words), as: UTF8.self).replacing("<", with: "\\u003c")
        let about = descriptions.sorted { $0.key < $1.key }.map { "<dt>\(Self.escaped($0.key))</dt><dd>\(Self.escaped($0.value))</dd>" }
        html =
            Self.page
            .replacing("%TITLE%", with: Self.escaped(title))
            .replacing("%SETTING%", with: Self.escaped(ReportWords.setting(of: play)))
            .replacing("%CELL%", with: Self.escaped(words.cell))
            .replacing("%MATRIX%", with: Self.escaped(words.matrix))
            .replacing("%GAPS%", with: Self.escaped(words.gaps))
            .replacing("%STRATA%", with: Self.escaped(words.strata))
            .replacing("%MIDDLE%", with: words.hasMiddleHalf ? " IQM is the mean of the middle half." : "")
            .replacing("%EACH%", with: Self.escaped(words.map.lowercased()))
            .replacing("%WORDS%", with: names)
            .replacing("%SESSIONS%", with: RepetitionPage.html(sessions, escaped: Self.escaped))
            .replacing("%AGENTS%", with: about.joined(separator: "\n"))
            .replacing("%STYLE%", with: Self.style)
            .replacing("%SCRIPT%", with: Self.script)
            .replacing("%DATA%", with: data)
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
    }

    private static let page = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%TITLE%</title>
        <style>%STYLE%</style>
        </head>
        <body>
        <header>
        <h1>%TITLE%</h1>
        <p>%SETTING%. %CELL%; hover or focus it for its interval.</p>
        </header>
        <nav id="controls"></nav>
        <main>
        <section><h2>%MATRIX%</h2><div id="matrix" class="scroll"></div><div id="legend"></div><div id="faults"></div></section>
        <section id="alone"></section>
        <section id="ranking"></section>
        %SESSIONS%
        <section><h2>Worth as a partner</h2><div id="marginals" class="scroll"></div></section>
        <section><h2>%GAPS%</h2><div id="gaps" class="scroll"></div></section>
        <section><h2>Agents</h2><dl>
        %AGENTS%
        </dl></section>
        </main>
        <noscript><p>The tables are drawn by a script in this page; 'brigade matrix' prints the same numbers.</p></noscript>
        <footer>Intervals are 95 % percentile bootstraps over %STRATA%.%MIDDLE% Overall, each %EACH%
        counts the same, and a pair that a %EACH% lacks is left out.</footer>
        <script type="application/json" id="data">%DATA%</script>
        <script type="application/json" id="words">%WORDS%</script>
        <script>%SCRIPT%</script>
        </body>
        </html>

        """

    private static let style = """
        :root { color-scheme: light dark; --ink: #1d2330; --paper: #fbfaf7; --soft: #6a7180; --line: #d9d6ce; --card: #fff;
          --accent: #2f5d8a; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8e6e0; --paper: #14171c; --soft: #99a0ae; --line: #333a45;
          --card: #1c2027; --accent: #8ab8e6; } }
        body { margin: 0 auto; max-width: 1100px; padding: 1.5rem; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, sans-serif; }
        h1 { margin: 0; font-size: 1.7rem; } h2 { font-size: 1.1rem; margin: 0 0 .6rem; }
        header p, footer { color: var(--soft); }
        footer { font-size: .85rem; margin-top: 2rem; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.2rem; margin: 1rem 0; }
        nav { display: flex; flex-wrap: wrap; gap: .8rem; position: sticky; top: 0; background: var(--paper); padding: .6rem 0; z-index: 2; }
        nav label { color: var(--soft); font-size: .85rem; display: flex; gap: .4rem; align-items: center; }
        select { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .2rem .5rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: separate; border-spacing: 2px; font-variant-numeric: tabular-nums; }
        th { font-weight: 600; text-align: left; padding: .25rem .5rem; white-space: nowrap; }
        td { padding: .25rem .5rem; text-align: right; white-space: nowrap; }
        .heat td { min-width: 3.4rem; text-align: center; border-radius: 4px; cursor: default; }
        .heat td:focus { outline: 3px solid var(--accent); }
        .heat td.none { color: var(--soft); }
        .heat td.self { box-shadow: inset 0 0 0 2px var(--ink); }
        .heat th.column { writing-mode: vertical-rl; transform: rotate(180deg); padding: .5rem .2rem; }
        th button { all: unset; cursor: pointer; } th button:focus-visible { outline: 2px solid var(--accent); }
        th button::after { content: " \\2195"; color: var(--soft); } th[aria-sort=descending] button::after { content: " \\2193"; }
        th[aria-sort=ascending] button::after { content: " \\2191"; }
        .sortable th { font-size: .85rem; white-space: normal; vertical-align: bottom; }
        .sortable td.text { text-align: left; }
        .sortable tbody tr:hover { background: color-mix(in srgb, var(--accent) 12%, transparent); }
        small { color: var(--soft); }
        #faults p, #alone p { margin: .8rem 0 .2rem; } #faults ul, #alone ul { margin: 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
        .alert { font-weight: 600; }
        #legend { display: flex; align-items: center; gap: .6rem; margin-top: .6rem; font-size: .85rem; color: var(--soft); }
        #legend span.bar { width: 12rem; height: .8rem; border-radius: 4px; }
        figure { display: inline-block; margin: .4rem 1rem .4rem 0; } figure svg { max-width: 100%; height: auto; }
        ul.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; }
        dt { font-weight: 600; } dd { margin: 0 0 .5rem; color: var(--soft); }
        """

    private static let script = """
        'use strict';
        const data = JSON.parse(document.getElementById('data').textContent);
        const words = JSON.parse(document.getElementById('words').textContent);
        const unpack = (t, cells) => { t.isWhole = !!cells;
          t.cells = data.agents.map((_, i) => data.agents.map((_, j) => { const c = cells && cells[i][j];
            return c ? {episodes: c[0], mean: {value: c[1], low: c[2], high: c[3]}, iqm: c[4]} : undefined; })); };
        data.tables.forEach((t, k) => { t.agents = data.agents; t.number = k; unpack(t, t.cells);
          const placed = t.marks; t.marks = data.agents.map(() => []); placed.forEach(m => { t.marks[m.row][m.column] = m.mark; }); });
        // Files in the folder of details call this.
        function showCells(number, cells) { unpack(data.tables[number], cells); draw(); }
        const left = t => { const file = data.details + '/' + t.number + '.js';
          if (!t.isAsked) { t.isAsked = true; const s = make('script'); s.src = file.split('/').map(encodeURIComponent).join('/');
            s.onerror = () => { t.isMissing = true; draw(); }; document.body.append(s); }
          return make('p', t.isMissing ? 'This matrix is in ' + file + ', which is not next to this page.' : 'Reading ' + file + ' ...'); };
        const stops = [[0,34,78],[42,63,110],[87,93,109],[124,123,120],[165,156,116],[210,193,95],[254,232,56]];
        const colour = share => { const p = Math.min(Math.max(share, 0), 1) * (stops.length - 1), i = Math.min(Math.floor(p), stops.length - 2);
          return stops[i].map((a, k) => Math.round(a + (stops[i + 1][k] - a) * (p - i))); };
        const number = v => v === undefined || v === null ? '–' : Number(v).toFixed(1);
        const interval = e => e ? number(e.value) + ' [' + number(e.low) + ', ' + number(e.high) + ']' : '–';
        const make = (tag, text, cls) => { const e = document.createElement(tag); if (text !== undefined) e.textContent = text; if (cls) e.className = cls; return e; };
        const choose = (label, options, change) => { const l = make('label', label), s = make('select');
          options.forEach(([value, text]) => { const o = make('option', text); o.value = value; s.append(o); });
          s.addEventListener('change', change); l.append(s); document.getElementById('controls').append(l); return s; };
        const maps = data.maps.length > 1 ? [['', words.allMaps], ...data.maps.map(m => [m, m])] : data.maps.map(m => [m, m]);
        const map = choose(words.map, maps, draw);
        const seats = choose('Seats', words.seats, draw);
        const order = choose('Order', [['crossPlay', 'best partner first'], ['selfPlay', words.own], ['worst', 'best worst case'], ['name', 'name']], draw);
        const table = (m, s) => data.tables.find(t => (t.map || '') === m && t.seats === s);
        const rank = (t, i) => { const m = t.marginals[i]; switch (order.value) { case 'crossPlay': return m.crossPlay ? -m.crossPlay.value : 1e9;
          case 'selfPlay': return m.selfPlay ? -m.selfPlay.value : 1e9; case 'worst': return m.worst === undefined ? 1e9 : -m.worst; default: return 0; } };
        const isFaulty = mark => mark && (mark.faultySeats > 0 || mark.refused > 0);
        const sign = mark => isFaulty(mark) ? '!' : '';
        const told = mark => !mark ? '' : (mark.faultySeats ? '; agents failed in ' + mark.faultySeats + ' seats of them, in ' + mark.faultyTicks + ' ticks' : '')
          + (mark.refused ? '; ' + mark.refused + ' more were refused' : '')
          + (mark.decisions ? '; own decisions ' + mark.ownDecisions + ' of ' + mark.decisions : '');
        const say = c => { const parts = [], w = c.conduct;
          if (w.refused) parts.push('did not play ' + w.refused + ' of ' + (w.refused + w.seats) + ' times');
          if (w.faults) parts.push('faults in ' + w.faults + ' of ' + w.ticks + ' ticks (' + w.faultySeats + ' of ' + w.seats + ' seats)');
          if (w.choices) parts.push('its own ' + number(100 * w.choices.own / w.choices.decisions) + ' % of ' + w.choices.decisions + ' decisions ('
            + Object.entries(w.choices.by).map(([k, v]) => k + ' ' + v).join(', ') + ')');
          if (w.reason) parts.push('first: ' + w.reason);
          return c.agent + ': ' + parts.join('; '); };
        function conductOf(list) { const parts = [], bad = list.filter(c => c.conduct.faultySeats || c.conduct.refused), good = list.filter(c => !bad.includes(c));
          const lines = (cs) => { const ul = make('ul'); cs.forEach(c => ul.append(make('li', say(c)))); return ul; };
          if (bad.length) parts.push(make('p', '! Agents failed; figures with their episodes are not what they can do:', 'alert'), lines(bad));
          if (good.length) parts.push(make('p', 'Who made the decisions:'), lines(good));
          return parts; }
        function alone() { const place = document.getElementById('alone');
          if (!data.solos.length) return place.remove();
          place.append(make('h2', 'Alone'));
          data.solos.forEach((s, k) => { const box = make('div', undefined, 'scroll'); box.id = 'alone' + k; place.append(make('p', s.map), box);
            sortable(box.id, ['agent', 'score', '95 % interval', 'episodes'], s.rows.map(r => [r.agent + (isFaulty(r.mark) ? ' !' : ''), r.mean.value,
              number(r.mean.low) + ' – ' + number(r.mean.high), r.episodes + (r.mark && r.mark.refused ? ', refused ' + r.mark.refused : '')]));
            place.append(...conductOf(s.conduct)); }); }
        function ranking() { const place = document.getElementById('ranking'), r = data.rating;
          if (!r) return place.remove();
          const skill = v => (v < 0 ? '' : '+') + Number(v).toFixed(2), box = make('div', undefined, 'scroll'); box.id = 'ranks';
          place.append(make('h2', 'Ranking'), make('p', 'Skill as a partner of others, in standard deviations of a score; 0 is the mean. '
            + 'Skills alone explain ' + number(100 * r.explained) + ' % of the differences between pairs. '
            + (r.isSettled ? 'Every neighbour is told apart, or as good.' : 'Not all neighbours are told apart.')), box);
          sortable('ranks', ['rank', 'agent', 'skill', '95 % interval', 'better than the next', 'episodes to tell the two apart'], r.standings.map((s, k) => [
            String(k + 1), s.player, skill(s.skill.value), skill(s.skill.low) + ' – ' + skill(s.skill.high),
            s.aboveNext === undefined ? '–' : (100 * s.aboveNext).toFixed(1) + ' %', s.aboveNext === undefined ? '–' : s.episodesToNext === undefined ? 'over 1,000,000' : String(s.episodesToNext)]));
          const list = make('ul'); r.fits.forEach(f => list.append(make('li', f.players.join(' and ') + ': ' + skill(f.effect.value) + ' [' + skill(f.effect.low) + ', ' + skill(f.effect.high) + ']')));
          if (r.fits.length) place.append(make('p', 'Pairs that do better (+) or worse (-) together than their skills say:'), list);
          if (r.leftOut.length) place.append(make('p', 'Without kitchens where scores do not differ: ' + r.leftOut.join(', '))); }
        function draw() {
          const t = table(map.value, seats.value);
          if (!t) { document.getElementById('legend').replaceChildren(make('span', 'nobody has played in a pair')); return; }
          const rows = t.agents.map((_, i) => i).sort((a, b) => rank(t, a) - rank(t, b) || t.agents[a].localeCompare(t.agents[b]));
          const values = !t.isWhole ? [] : t.cells.flat().filter(c => c).map(c => Number(c.mean.value)).filter(Number.isFinite);
          const low = values.reduce((a, b) => Math.min(a, b), Infinity), high = values.reduce((a, b) => Math.max(a, b), -Infinity);
          const heat = make('table', undefined, 'heat'), head = make('tr'); head.append(make('th'));
          rows.forEach(i => head.append(make('th', t.agents[i], 'column'))); heat.append(head);
          if (t.isWhole) rows.forEach(i => { const tr = make('tr'); tr.append(make('th', t.agents[i]));
            rows.forEach(j => { const c = t.cells[i][j], mark = t.marks[i][j], td = make('td', (c ? number(c.mean.value) : '–') + sign(mark), c ? (i === j ? 'self' : '') : 'none');
              if (c) { const share = high > low ? (c.mean.value - low) / (high - low) : .5, rgb = colour(share);
                td.style.background = 'rgb(' + rgb + ')'; td.style.color = share > .5 ? '#000' : '#fff'; td.tabIndex = 0;
                td.title = t.agents[i] + ' with ' + t.agents[j] + ': ' + interval(c.mean) + (words.hasMiddleHalf ? ', IQM ' + number(c.iqm) : '') + ', ' + c.episodes + ' ' + words.episodes + told(mark); }
              else if (mark) { td.title = t.agents[i] + ' with ' + t.agents[j] + told(mark); }
              tr.append(td); }); heat.append(tr); });
          document.getElementById('matrix').replaceChildren(t.isWhole ? heat : left(t));
          const remarks = data.remarks.length ? [make('p', data.remarks.join('. ') + '.')] : [];
          document.getElementById('faults').replaceChildren(...conductOf(t.conduct), ...remarks);
          const bar = make('span', undefined, 'bar'); bar.style.background = 'linear-gradient(90deg,' + stops.map(s => 'rgb(' + s + ')').join(',') + ')';
          document.getElementById('legend').replaceChildren(...(values.length ? [make('span', number(low)), bar, make('span', number(high)), make('span', 'framed: with itself')]
            : [make('span', 'nobody has played so')]));
          sortable('marginals', ['agent', words.others, '95 % interval', words.own, words.worthFirst, words.worthSecond, 'worst partner', 'with them'],
            rows.map(i => { const m = t.marginals[i]; return [m.agent + (isFaulty(m.crossPlayMark) || isFaulty(m.selfPlayMark) ? ' !' : ''), m.crossPlay && m.crossPlay.value, m.crossPlay ? number(m.crossPlay.low) + ' – ' + number(m.crossPlay.high) : '–',
              m.selfPlay && m.selfPlay.value, m.first, m.second, m.worstPartner || '–', m.worst]; }));
          sortable('gaps', [words.map.toLowerCase(), words.own, words.others, 'gap', '95 % interval of the gap'], maps.map(([m, name]) => { const g = table(m, words.seats[0][0]);
            return [name + (g.marks.some(r => r.some(isFaulty)) ? ' !' : ''), g.selfPlay && g.selfPlay.value, g.crossPlay && g.crossPlay.value, g.gap && g.gap.value, g.gap ? number(g.gap.low) + ' – ' + number(g.gap.high) : '–']; }));
        }
        function sortable(place, heads, rows) {
          const t = make('table', undefined, 'sortable'), head = make('tr'), body = make('tbody');
          const fill = () => body.replaceChildren(...rows.map(r => { const tr = make('tr');
            r.forEach(v => tr.append(typeof v === 'string' ? make('td', v, 'text') : make('td', number(v)))); return tr; }));
          heads.forEach((h, k) => { const th = make('th'), b = make('button', h); th.append(b); head.append(th);
            b.addEventListener('click', () => { const down = th.getAttribute('aria-sort') !== 'descending';
              head.querySelectorAll('th').forEach(x => x.removeAttribute('aria-sort')); th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
              rows.sort((a, b) => { const x = a[k], y = b[k]; const d = typeof x === 'string' || typeof y === 'string' ? String(x).localeCompare(String(y), undefined, {numeric: true}) : (x ?? -Infinity) - (y ?? -Infinity);
                return down ? -d : d; }); fill(); }); });
          fill(); const top = make('thead'); top.append(head); t.append(top, body); document.getElementById(place).replaceChildren(t);
        }
        draw();
        ranking();
        alone();
        """
}
