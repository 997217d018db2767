import type { useColors } from './colors.ts'

/** What every chart of probability over time has: its margins, its axes, and a tip that says `tell` of the point under the pointer. */
export function probabilityOverTime<Point>(
  colors: ReturnType<typeof useColors>,
  points: readonly Point[],
  tell: (point: Point) => string,
  max?: number,
) {
  return {
    animation: false,
    grid: { left: 46, right: 12, top: 12, bottom: 28 },
    textStyle: { color: colors.text },
    tooltip: {
      trigger: 'axis',
      formatter: (met: { dataIndex: number }[]) => {
        const point = points[met[0]?.dataIndex ?? -1]
        return point ? tell(point) : ''
      },
    },
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: colors.grid } },
      axisLabel: { color: colors.text, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      ...(max !== undefined && { max }),
      axisLabel: { color: colors.text, formatter: (value: number) => `${Math.round(value * 100)} %` },
      splitLine: { lineStyle: { color: colors.grid } },
    },
  }
}
