export {
  countSnapshots,
  findSnapshotRange,
  listCurves,
  listLatestSnapshots,
  listSnapshots,
  type SnapshotRow,
} from './list-snapshots.ts'
