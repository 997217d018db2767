export { listDueSnapshots } from './list-due-trends.ts'
export {
  countSnapshots,
  countSnapshots,
  findSnapshotRange,
  findSnapshotRange,
  listCurves,
  listCurves,
  listLatestSnapshots,
  listLatestSnapshots,
  listSnapshots,
  listSnapshots,
  type SnapshotRow,
  type SnapshotRow,
} from './list-snapshots.ts'
export { recordBlindness } from './record-blindness.ts'
export { saveSnapshots } from './save-snapshots.ts'
