import type { Trend } from '../../../src/http/contract.ts'
import { percent } from '../format.ts'
import { Direction, Level } from './badges.tsx'

type Value = Pick<Trend, 'probability' | 'bandLow' | 'bandHigh' | 'level' | 'direction'>

/** A trend's value in one line: probability, band, level, direction. */
export function TrendFigures({ value }: { value: Value }) {
  return (
    <>
      <strong className="probability">{percent(value.probability)}</strong>
      <span className="muted">
        {percent(value.bandLow)} – {percent(value.bandHigh)}
      </span>
      <Level level={value.level} />
      <Direction direction={value.direction} />
    </>
  )
}
