/** Rows of inputs with their labels and how much each counts. */
export interface Samples {
  rows: Float64Array[]
  labels: number[]
  weights: number[]
}

const STEPS = 25

/** Weighted logistic regression with a ridge on all weights but the last, the bias, by Newton's method. */
export function fitLogistic({ rows, labels, weights }: Samples, ridge: number): Float64Array {
  const size = rows[0]?.length ?? 0
  const fitted = new Float64Array(size)
  for (let step = 0; step < STEPS; step++) {
    const gradient = fitted.map((value, k) => (k === size - 1 ? 0 : ridge * value))
    const hessian = Array.from({ length: size }, (_, k) =>
      Float64Array.from({ length: size }, (_, l) => (k === l ? (k === size - 1 ? 1e-6 : ridge) : 0)),
    )
    rows.forEach((row, i) => {
      const chance = chanceOf(row, fitted)
      const weight = weights[i] as number
      const error = weight * (chance - (labels[i] as number))
      const curve = weight * chance * (1 - chance) + 1e-9
      for (let k = 0; k < size; k++) {
        const value = row[k] as number
        if (value === 0) continue
        gradient[k] = (gradient[k] as number) + error * value
        const line = hessian[k] as Float64Array
        for (let l = 0; l < size; l++) line[l] = (line[l] as number) + curve * value * (row[l] as number)
      }
    })
    const move = solve(hessian, gradient)
    let largest = 0
    for (let k = 0; k < size; k++) {
      fitted[k] = (fitted[k] as number) - (move[k] as number)
      largest = Math.max(largest, Math.abs(move[k] as number))
    }
    if (largest < 1e-5) break
  }
  return fitted
}

/** Probability 0..1 of a row. */
export function chanceOf(row: Float64Array, fitted: Float64Array): number {
  let logit = 0
  for (let k = 0; k < row.length; k++) logit += (row[k] as number) * (fitted[k] as number)
  return 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, logit))))
}

/** Solves a symmetric positive system by elimination with pivots; both arguments are overwritten. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length
  for (let k = 0; k < size; k++) {
    let pivot = k
    for (let i = k + 1; i < size; i++) if (Math.abs(matrix[i]?.[k] ?? 0) > Math.abs(matrix[pivot]?.[k] ?? 0)) pivot = i
    const line = matrix[pivot] as Float64Array
    matrix[pivot] = matrix[k] as Float64Array
    matrix[k] = line
    const value = right[pivot] as number
    right[pivot] = right[k] as number
    right[k] = value
    for (let i = k + 1; i < size; i++) {
      const other = matrix[i] as Float64Array
      const factor = (other[k] as number) / (line[k] as number)
      if (factor === 0) continue
      for (let l = k; l < size; l++) other[l] = (other[l] as number) - factor * (line[l] as number)
      right[i] = (right[i] as number) - factor * value
    }
  }
  for (let k = size - 1; k >= 0; k--) {
    let sum = right[k] as number
    for (let l = k + 1; l < size; l++) sum -= (matrix[k]?.[l] ?? 0) * (right[l] as number)
    right[k] = sum / (matrix[k]?.[k] ?? 1)
  }
  return right
}
