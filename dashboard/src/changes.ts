import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'

/** Changes something through the API. Everything shown is read again before `onDone` hears of it. */
export function useChange<Answer, Input = void>(
  change: (input: Input) => Promise<Answer>,
  onDone?: (answer: Answer) => void,
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async (answer) => {
      await client.invalidateQueries()
      onDone?.(answer)
    },
  })
}

/** What a form does when it is submitted, in place of loading another page. */
export const submitting = (work: () => void) => (event: FormEvent) => {
  event.preventDefault()
  work()
}
