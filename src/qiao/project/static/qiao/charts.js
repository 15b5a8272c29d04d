/* Draws the pictures of a page from the figures that stand beside them as JSON; the table behind a picture is the page's.
   Sums of money come as whole fen or millionths of a yuan and are divided here, for the eye only. */
(() => {
  "use strict";
  if (!window.echarts) return;

  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const yuan = (value, places = 2) =>
    (value < 0 ? "\u2212" : "") +
    Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  /* 12,000 as 1.2万 or 12k: the steps in which the language counts. */
  const steps = document.documentElement.lang.startsWith("zh") ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "bn"], [1e6, "m"], [1e3, "k"]];
  const short = (value) => {
    const [size, name] = steps.find(([step]) => Math.abs(value) >= step) || [1, ""];
    const number = Math.abs(value) / size;
    const text = number.toLocaleString("en-US", { maximumFractionDigits: number < 100 ? 2 : number < 1000 ? 1 : 0 });
    return (value < 0 ? "\u2212" : "") + text + name;
  };
  const element = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const tip = (heading, lines) => {
    const box = element("div", "tip");
    box.append(element("b", "", heading));
    for (const [label, value] of lines) {
      const line = element("div", "row");
      line.append(element("span", "", label), element("span", "tabular", value));
      box.append(line);
    }
    return box;
  };
  const base = () => ({
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: style("--qiao-ink-soft") },
    grid: { left: 8, right: 16, top: 34, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: {
      trigger: "axis",
      backgroundColor: style("--qiao-card"),
      borderColor: style("--qiao-line-strong"),
      textStyle: { color: style("--qiao-ink"), fontSize: 13 },
      axisPointer: { lineStyle: { color: style("--qiao-line-strong") } },
    },
  });
  const lineOf = () => ({ lineStyle: { color: style("--qiao-line") } });
  const valueAxis = (words) => ({
    type: "value",
    name: words.unit,
    nameTextStyle: { color: style("--qiao-ink-soft"), align: "left" },
    axisLabel: { color: style("--qiao-ink-soft"), formatter: (value) => short(value) },
    splitLine: lineOf(),
  });

  const draw = {
    /* Balances by day: {series: [{name, kind, points: [[day, fen]]}]} */
    curve(given) {
      const colours = { deposit: style("--qiao-deposit"), loan: style("--qiao-loan") };
      return {
        ...base(),
        grid: { ...base().grid, bottom: given.series.length > 1 ? 34 : 8 },
        color: given.series.map((one) => colours[one.kind]),
        legend: { show: given.series.length > 1, bottom: 0, textStyle: { color: style("--qiao-ink-soft") }, icon: "roundRect", itemHeight: 3, itemWidth: 16 },
        xAxis: { type: "time", axisLabel: { color: style("--qiao-ink-soft"), hideOverlap: true, formatter: "{yyyy}-{MM}" }, axisLine: lineOf(), axisTick: { show: false }, minInterval: 28 * 864e5 },
        yAxis: valueAxis(given.words),
        tooltip: {
          ...base().tooltip,
          formatter: (points) =>
            tip(new Date(points[0].value[0]).toISOString().slice(0, 10), points.map((one) => [one.seriesName, `${yuan(one.value[1])} ${given.words.unit}`])),
        },
        series: given.series.map((one) => ({
          name: one.name,
          type: "line",
          step: "end",
          symbol: "none",
          lineStyle: { width: 1.8, type: one.kind === "loan" ? [6, 3] : "solid" },
          areaStyle: one.kind === "deposit" ? { opacity: 0.09 } : undefined,
          data: one.points.map(([day, fen]) => [day * 864e5, fen / 100]),
        })),
      };
    },
    /* From nothing to the bonus: {steps: [{name, micro, total}]}; a step with `total` stands on the ground. */
    waterfall(given, place) {
      const room = Math.min(96, (place.clientWidth - 70) / given.steps.length - 6);
      let level = 0;
      const bars = given.steps.map((step) => {
        const from = step.total ? 0 : level;
        level = step.total ? step.micro / 1e6 : level + step.micro / 1e6;
        return { from, to: level, step };
      });
      const colour = (bar) => (bar.step.total ? style("--qiao-ink-soft") : bar.to < bar.from ? style("--qiao-loan") : style("--qiao-deposit"));
      return {
        ...base(),
        xAxis: { type: "category", data: given.steps.map((step) => step.name), axisLabel: { color: style("--qiao-ink-soft"), interval: 0, width: room, overflow: "break", fontSize: room < 64 ? 11 : 12 }, axisLine: lineOf(), axisTick: { show: false } },
        yAxis: valueAxis(given.words),
        tooltip: { ...base().tooltip, trigger: "item", formatter: (point) => tip(given.steps[point.dataIndex].name, [["", `${yuan(given.steps[point.dataIndex].micro / 1e6)} ${given.words.unit}`]]) },
        series: [
          {
            type: "custom",
            renderItem: (params, api) => {
              const bar = bars[params.dataIndex];
              const [x, high] = api.coord([params.dataIndex, Math.max(bar.from, bar.to)]);
              const low = api.coord([params.dataIndex, Math.min(bar.from, bar.to)])[1];
              const width = Math.min(api.size([1, 0])[0] * 0.56, 72);
              const height = Math.max(low - high, 1.5);
              return {
                type: "group",
                children: [
                  { type: "rect", shape: { x: x - width / 2, y: high, width, height, r: 3 }, style: { fill: colour(bar) } },
                  { type: "text", style: { text: (bar.step.total || bar.step.micro < 0 ? "" : "+") + yuan(bar.step.micro / 1e6, 0), x, y: high - 5, align: "center", verticalAlign: "bottom", fill: style("--qiao-ink"), font: `12px ${getComputedStyle(document.body).fontFamily}` } },
                ],
              };
            },
            data: bars.map((bar, place) => [place, bar.to, bar.from]),
            encode: { x: 0, y: [1, 2] },
          },
        ],
      };
    },
    /* People side by side: {rows: [{name, micro, address, own}]} */
    league(given) {
      const rows = [...given.rows].reverse();
      return {
        ...base(),
        grid: { ...base().grid, top: 26, right: 72 },
        xAxis: { ...valueAxis(given.words), name: "" },
        yAxis: { type: "category", data: rows.map((row) => row.name), axisLabel: { color: style("--qiao-ink"), width: 96, overflow: "truncate" }, axisLine: lineOf(), axisTick: { show: false } },
        tooltip: { ...base().tooltip, trigger: "item", formatter: (point) => tip(rows[point.dataIndex].name, [[given.words.measure, `${yuan(rows[point.dataIndex].micro / 1e6)} ${given.words.unit}`]]) },
        series: [
          {
            type: "bar",
            barMaxWidth: 16,
            cursor: "pointer",
            label: { show: true, position: "right", color: style("--qiao-ink-soft"), formatter: (point) => short(point.value) },
            data: rows.map((row) => ({ value: row.micro / 1e6, itemStyle: { color: row.micro < 0 ? style("--qiao-loan") : style("--qiao-deposit"), borderRadius: 3 } })),
            markLine: given.median === null ? undefined : { symbol: "none", silent: true, lineStyle: { color: style("--qiao-ink-soft"), type: "dashed" }, label: { formatter: given.words.median, color: style("--qiao-ink-soft"), position: "end", distance: 4 }, data: [{ xAxis: given.median / 1e6 }] },
          },
        ],
        follow: (point) => rows[point.dataIndex].address,
      };
    },
    /* People before and after, in ten-thousandths of the norm: {rows: [{name, before, after}]} */
    beside(given) {
      const rows = [...given.rows].reverse();
      const bar = (which, colour) => ({
        name: given.words[which],
        type: "bar",
        barMaxWidth: 9,
        itemStyle: { color: colour, borderRadius: 3 },
        data: rows.map((row) => row[which] / 100),
        markLine: which === "after" ? { symbol: "none", silent: true, lineStyle: { color: style("--qiao-ink-soft"), type: "dashed" }, label: { formatter: given.words.norm, color: style("--qiao-ink-soft"), position: "end", distance: 4 }, data: [{ xAxis: 100 }] } : undefined,
      });
      return {
        ...base(),
        grid: { ...base().grid, top: 26, bottom: 34, right: 40 },
        legend: { bottom: 0, data: [given.words.before, given.words.after], textStyle: { color: style("--qiao-ink-soft") }, icon: "roundRect", itemHeight: 8, itemWidth: 16 },
        xAxis: { ...valueAxis(given.words), name: "", axisLabel: { color: style("--qiao-ink-soft"), formatter: "{value}%" } },
        yAxis: { type: "category", data: rows.map((row) => row.name), axisLabel: { color: style("--qiao-ink"), width: 96, overflow: "truncate", interval: 0 }, axisLine: lineOf(), axisTick: { show: false } },
        tooltip: { ...base().tooltip, formatter: (points) => tip(points[0].name, points.map((one) => [one.seriesName, `${yuan(one.value)}%`])) },
        series: [bar("after", style("--qiao-deposit")), bar("before", style("--qiao-line-strong"))],
      };
    },
    /* People as they are paid and as a scheme would pay them: {points: [[name, fen, fen]]}; on the line nothing changes. */
    scatter(given) {
      const most = Math.max(...given.points.map(([, held, now]) => Math.max(held, now)), 1) / 100;
      const axis = (name) => ({ ...valueAxis({ unit: name }), nameLocation: "middle", nameGap: 28, nameTextStyle: { color: style("--qiao-ink-soft") }, max: most });
      return {
        ...base(),
        grid: { ...base().grid, left: 26, bottom: 30 },
        xAxis: axis(given.words.held),
        yAxis: { ...axis(given.words.scheme), nameGap: 46 },
        tooltip: { ...base().tooltip, trigger: "item", formatter: (point) => tip(point.value[2], [[given.words.held, `${yuan(point.value[0])} ${given.words.unit}`], [given.words.scheme, `${yuan(point.value[1])} ${given.words.unit}`]]) },
        series: [
          { type: "scatter", symbolSize: 7, itemStyle: { color: style("--qiao-deposit"), opacity: 0.55 }, data: given.points.map(([name, held, now]) => [held / 100, now / 100, name]) },
          { type: "line", symbol: "none", silent: true, tooltip: { show: false }, lineStyle: { width: 1, type: "dashed", color: style("--qiao-ink-soft") }, data: [[0, 0], [most, most]] },
        ],
      };
    },
    /* Share of the profit by share of the customers: {points: [[x, y]] in millionths, knee: [x, y]} */
    lorenz(given) {
      const share = (one) => one.map((value) => value / 1e4);
      const axis = (name) => ({ ...valueAxis({ unit: name }), axisLabel: { color: style("--qiao-ink-soft"), formatter: "{value}%" } });
      return {
        ...base(),
        xAxis: { ...axis(given.words.customers), nameLocation: "middle", nameGap: 26, nameTextStyle: { color: style("--qiao-ink-soft") }, min: 0, max: 100 },
        yAxis: axis(given.words.profit),
        grid: { ...base().grid, bottom: 28 },
        tooltip: { ...base().tooltip, formatter: (points) => tip(`${given.words.customers} ${yuan(points[0].value[0])}%`, [[given.words.profit, `${yuan(points[0].value[1])}%`]]) },
        series: [
          {
            type: "line",
            symbol: "none",
            lineStyle: { width: 2, color: style("--qiao-deposit") },
            itemStyle: { color: style("--qiao-deposit") },
            areaStyle: { opacity: 0.08 },
            data: given.points.map(share),
            markPoint: { symbol: "circle", symbolSize: 10, itemStyle: { color: style("--qiao-loan") }, label: { formatter: given.words.knee, position: "right", color: style("--qiao-ink") }, data: [{ coord: share(given.knee) }] },
          },
          { type: "line", symbol: "none", silent: true, tooltip: { show: false }, lineStyle: { width: 1, type: "dashed", color: style("--qiao-ink-soft") }, data: [[0, 0], [100, 100]] },
        ],
      };
    },
    /* An answer: {shape: "lines" | "bars", along: [name], series: [{name, values: [whole steps]}], scale, words} */
    asked(given, place) {
      const told = (value) => `${yuan(value, given.scale === 1 ? 0 : 2)} ${given.words.unit}`;
      const values = (row) => row.values.map((value) => (value === null ? null : value / given.scale));
      const several = given.series.length > 1;
      const along = { type: "category", data: given.along, axisLabel: { color: style("--qiao-ink-soft"), width: 140, overflow: "truncate" }, axisLine: lineOf(), axisTick: { show: false } };
      if (given.shape === "lines") {
        return {
          ...base(),
          grid: { ...base().grid, bottom: several ? 34 : 8 },
          color: [style("--qiao-deposit"), style("--qiao-loan"), "#2f9e8f", "#8f6bd1", "#c2557a", "#6b8e23", "#a0703c", "#5c7080"],
          legend: { show: several, type: "scroll", bottom: 0, textStyle: { color: style("--qiao-ink-soft") }, icon: "roundRect", itemHeight: 3, itemWidth: 16 },
          xAxis: { ...along, boundaryGap: given.along.length < 2 },
          yAxis: { ...valueAxis(given.words), scale: false },
          tooltip: { ...base().tooltip, formatter: (points) => tip(points[0].name, points.filter((one) => one.value !== null && one.value !== undefined).map((one) => [one.seriesName, told(one.value)])) },
          series: given.series.map((one) => ({ name: one.name, type: "line", symbol: "circle", symbolSize: 5, lineStyle: { width: 2 }, data: values(one) })),
        };
      }
      place.style.height = `${Math.max(120, 40 + 26 * given.along.length)}px`;
      return {
        ...base(),
        color: [style("--qiao-deposit")],
        xAxis: valueAxis(given.words),
        yAxis: { ...along, inverse: true },
        tooltip: { ...base().tooltip, axisPointer: { type: "shadow" }, formatter: (points) => tip(points[0].name, points.map((one) => [one.seriesName, told(one.value)])) },
        series: given.series.map((one) => ({ name: one.name, type: "bar", barMaxWidth: 18, itemStyle: { borderRadius: 3 }, data: values(one) })),
      };
    },
    /* A measure by month: {months: [..], series: [{name, kind, micro: [..]}]} */
    months(given) {
      const colours = { deposit: style("--qiao-deposit"), loan: style("--qiao-loan"), fee: style("--qiao-ink-soft") };
      return {
        ...base(),
        grid: { ...base().grid, bottom: given.series.length > 1 ? 34 : 8 },
        color: given.series.map((one) => colours[one.kind]),
        legend: { show: given.series.length > 1, bottom: 0, textStyle: { color: style("--qiao-ink-soft") }, icon: "roundRect", itemHeight: 8, itemWidth: 14 },
        xAxis: { type: "category", data: given.months, axisLabel: { color: style("--qiao-ink-soft") }, axisLine: lineOf(), axisTick: { show: false } },
        yAxis: valueAxis(given.words),
        tooltip: { ...base().tooltip, axisPointer: { type: "shadow" }, formatter: (points) => tip(points[0].name, points.map((one) => [one.seriesName, `${yuan(one.value)} ${given.words.unit}`])) },
        series: given.series.map((one) => ({ name: one.name, type: "bar", stack: given.series.length > 1 ? "all" : undefined, barMaxWidth: 28, itemStyle: { borderRadius: 3 }, data: one.micro.map((value) => (value === null ? null : value / 1e6)) })),
      };
    },
  };

  /* How an edge of each kind is drawn; the stylesheet's legend says the same. */
  const tieStyle = (kind) => {
    const colours = { holds: "--qiao-deposit", vouches: "--qiao-loan", address: "--qiao-red", phone: "--qiao-red", signatory: "--qiao-red", signs: "--qiao-red" };
    const dashes = { supplies: [6, 3], address: [2, 3], phone: [2, 3], signatory: [2, 3], signs: [6, 3], family: [2, 3] };
    return { color: style(colours[kind] || "--qiao-ink-soft"), type: dashes[kind] || "solid", width: kind === "holds" ? 2 : 1.5 };
  };
  /* Who is tied to whom: {nodes: [{id, name, micro, outsider, centre, address}], links: [{source, target, kind, label}]} */
  draw.ties = (given, place) => {
    const largest = Math.max(...given.nodes.map((node) => node.micro), 1);
    const narrow = place.clientWidth < 480;
    const twins = new Map();
    return {
      ...base(),
      tooltip: {
        ...base().tooltip,
        trigger: "item",
        formatter: (point) =>
          point.dataType === "edge"
            ? tip(given.kinds[point.data.kind], [[point.data.label, ""]])
            : tip(point.data.full, [[point.data.outsider ? given.words.outsider : given.words.loans, point.data.outsider ? "" : `${yuan(point.data.micro / 1e6)} ${given.words.unit}`]]),
      },
      series: [
        {
          type: "graph",
          layout: "force",
          roam: "move",
          draggable: true,
          cursor: "pointer",
          force: { repulsion: narrow ? 140 : 320, edgeLength: narrow ? 60 : [90, 150], gravity: 0.12, layoutAnimation: false },
          edgeSymbol: ["none", "arrow"],
          edgeSymbolSize: 7,
          emphasis: { focus: "adjacency" },
          label: { show: true, position: "bottom", color: style("--qiao-ink"), fontSize: 12, width: narrow ? 84 : 120, overflow: "break", lineHeight: 15 },
          data: given.nodes.map((node) => ({
            id: node.id,
            name: node.id,
            full: node.name,
            micro: node.micro,
            outsider: node.outsider,
            address: node.address,
            symbol: node.outsider ? "rect" : "circle",
            symbolSize: 12 + 32 * Math.sqrt(Math.max(node.micro, 0) / largest),
            itemStyle: node.outsider
              ? { color: style("--qiao-card"), borderColor: style("--qiao-ink-soft"), borderWidth: 1.5 }
              : { color: style(node.centre ? "--qiao-accent-strong" : "--qiao-accent"), opacity: 1 },
            label: { formatter: node.name, fontWeight: node.centre ? "bold" : "normal" },
          })),
          links: given.links.map((link) => {
            const pair = [link.source, link.target].sort().join(" ");
            const place = twins.get(pair) || 0;
            twins.set(pair, place + 1);
            const mutual = ["address", "phone", "signatory", "family"].includes(link.kind);
            return {
              ...link,
              symbol: mutual ? ["none", "none"] : undefined,
              label: { show: Boolean(link.label), formatter: link.label, color: style("--qiao-ink-soft"), fontSize: 11 },
              lineStyle: { ...tieStyle(link.kind), curveness: 0.16 * place },
            };
          }),
        },
      ],
      follow: (point) => (point.dataType === "node" ? point.data.address : ""),
    };
  };

  const drawAll = (root) => {
    for (const place of root.querySelectorAll("[data-chart]")) {
      const source = document.getElementById(place.dataset.source);
      if (!source || !draw[place.dataset.chart]) continue;
      const given = JSON.parse(source.textContent);
      const { follow, ...option } = draw[place.dataset.chart](given, place);
      const chart = window.echarts.getInstanceByDom(place) || window.echarts.init(place, null, { renderer: "canvas" });
      chart.setOption(option, true);
      chart.off("click");
      if (follow) chart.on("click", (point) => { const way = follow(point); if (way) window.location.assign(way); });
    }
  };

  drawAll(document);
  // A piece that came in: all are drawn, as it may stand in the place of what had asked for it.
  document.addEventListener("htmx:after:swap", () => drawAll(document));
  let waiting = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      for (const place of document.querySelectorAll("[data-chart]")) window.echarts.getInstanceByDom(place)?.resize();
    }, 120);
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => window.setTimeout(() => drawAll(document), 0));
})();
