import { dayMs } from './value.ts'

/**
 * Contributions added up by half-life: those of one half-life fade together, so one running sum for each is the closed form.
 * Time is the trend's own, τ in milliseconds.
 */
export class FadingSums {
  private readonly halfLives: number[] = []
  private readonly sums: number[] = []
  /** What is left of each sum after `stepMs`: on a grid nearly every step is as long as the one before. */
  private readonly left: number[] = []
  private stepMs = Number.NaN
  private tauMs = Number.NaN

  advanceTo(tauMs: number): void {
    const passedMs = tauMs - this.tauMs
    if (passedMs > 0) {
      if (passedMs !== this.stepMs) {
        this.stepMs = passedMs
        for (let i = 0; i < this.sums.length; i += 1) this.left[i] = 2 ** (-passedMs / dayMs / this.halfLives[i]!)
      }
      for (let i = 0; i < this.sums.length; i += 1) this.sums[i] = this.sums[i]! * this.left[i]!
    }
    this.tauMs = tauMs
  }

  /** Adds `delta` log-odds that came at `tauMs`, by now faded accordingly. A negative `delta` takes one back. */
  add(halfLifeDays: number, delta: number, tauMs: number): void {
    let index = this.halfLives.indexOf(halfLifeDays)
    if (index < 0) {
      index = this.halfLives.push(halfLifeDays) - 1
      this.sums.push(0)
      this.left.push(2 ** (-this.stepMs / dayMs / halfLifeDays))
    }
    this.sums[index] = this.sums[index]! + delta * 2 ** ((tauMs - this.tauMs) / dayMs / halfLifeDays)
  }

  total(): number {
    let total = 0
    for (let i = 0; i < this.sums.length; i += 1) total += this.sums[i]!
    return total
  }
}
