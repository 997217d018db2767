import { expect, test } from 'vitest'
import { withoutRubric } from '../../../src/events/engine/rubric.ts'

test.each([
  ['Opinion | Darkness on a Washington Street', 'Darkness on a Washington Street'],
  ['LIVE: River Osk floods three villages', 'River Osk floods three villages'],
  ['River Osk floods three villages | The Vellmar Daily', 'River Osk floods three villages'],
  ['Flood | Rain', 'Rain'],
  ['Opinion', 'Opinion'],
  ['Dockers at Vellmar port: what they want', 'Dockers at Vellmar port: what they want'],
  ['', ''],
])('a headline loses its section and outlet, never its words: %j', (title, bare) => {
  expect(withoutRubric(title)).toBe(bare)
})
