/**
 * Contributions added up by half-life: those of one half-life fade together, so one running sum for each is the closed form.
 * Time is the trend's own, τ in days.
 */
export class FadingSums {
  private readonly sums = new Map<number, number>()
  private tauDays = Number.NaN

  advanceTo(tauDays: number): void {
    const passed = tauDays - this.tauDays
    if (passed > 0) for (const [halfLife, sum] of this.sums) this.sums.set(halfLife, sum * 2 ** (-passed / halfLife))
    this.tauDays = tauDays
  }

  /** Adds `delta` log-odds that came at `tauDays`, by now faded accordingly. A negative `delta` takes one back. */
  add(halfLifeDays: number, delta: number, tauDays: number): void {
    const left = delta * 2 ** ((tauDays - this.tauDays) / halfLifeDays)
    this.sums.set(halfLifeDays, (this.sums.get(halfLifeDays) ?? 0) + left)
  }

  total(): number {
    let total = 0
    for (const sum of this.sums.values()) total += sum
    return total
  }
}
