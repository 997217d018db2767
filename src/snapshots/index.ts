export { listDueSnapshots } from './list-due-trends.ts'
export {
  countSnapshots,
  findSnapshotRange,
  listCurves,
  listLatestSnapshots,
  listSnapshots,
  type SnapshotRow,
} from './list-snapshots.ts'
export { recordBlindness } from './record-blindness.ts'
export { inTransactions, saveSnapshots } from './save-snapshots.ts'
