export { assessMatches } from './assess-matches.ts'
export { type Assessor, assessReadings } from './assess-readings.ts'
