import { words } from '../format.ts'

const arrows: Record<string, string> = { falling_fast: '↓↓', falling: '↓', stable: '→', rising: '↑', rising_fast: '↑↑' }

/** A level of probability: low, guarded, elevated, high, severe. */
export const Level = ({ level }: { level: string }) => <span className={`badge level-${level}`}>{level}</span>

/** The 7-day direction as arrow and words. */
export const Direction = ({ direction }: { direction: string }) => (
  <span className={`direction ${direction}`} title="over 7 days">
    {arrows[direction]} {words(direction)}
  </span>
)

/** A state of an event, a source or a job. */
export const State = ({ state, title }: { state: string; title?: string | undefined }) => (
  <span className={`badge state-${state}`} title={title}>
    {words(state)}
  </span>
)
