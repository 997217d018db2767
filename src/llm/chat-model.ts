import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import type { z } from 'zod'
import { PermanentError, SourceError, withoutSecret } from '../errors.ts'
import { fetchWithLongestWait } from '../longest-wait.ts'

export interface ChatModelOptions {
  apiKey: string
  /** Any OpenAI-compatible `/v1`; undefined = OpenAI itself. */
  baseUrl?: string | undefined
  model: string
  /** One answer may take this long, retries of the client included. */
  timeoutMs?: number
  maxRetries?: number
}

export interface ChatAnswer<T> {
  value: T
  promptTokens: number
  completionTokens: number
}

/** A chat model that answers in a given structure. */
export interface ChatModel {
  readonly model: string
  /**
   * One question, one answer of the shape of `schema`. Throws PermanentError when the model refuses or answers in another
   * shape, SourceError when the endpoint is away, busy or misconfigured.
   */
  ask<T>(
    question: { name: string; instructions: string; content: string; schema: z.ZodType<T> },
    signal?: AbortSignal,
  ): Promise<ChatAnswer<T>>
}

/** An endpoint that asks for a longer wait before it is tried again is left alone. */
const LONGEST_WAIT_MS = 10_000

/** A chat model behind any OpenAI-compatible endpoint that knows structured output. Nothing is connected before the first question. */
export function createChatModel({
  apiKey,
  baseUrl,
  model,
  timeoutMs = 20_000,
  maxRetries = 1,
}: ChatModelOptions): ChatModel {
  const client = new OpenAI({
    apiKey,
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    maxRetries,
    logLevel: 'off',
    fetch: fetchWithLongestWait(LONGEST_WAIT_MS),
  })
  return {
    model,
    async ask({ name, instructions, content, schema }, signal) {
      const deadline = AbortSignal.timeout(timeoutMs)
      const completion = await client.chat.completions
        .create(
          {
            model,
            messages: [
              { role: 'system', content: instructions },
              { role: 'user', content },
            ],
            response_format: zodResponseFormat(schema, name),
          },
          { signal: signal ? AbortSignal.any([signal, deadline]) : deadline },
        )
        .catch((error: unknown) => {
          if (signal?.aborted) throw signal.reason
          if (deadline.aborted) throw new SourceError(`${model} took longer than ${timeoutMs} ms`)
          throw classify(error, { apiKey, model })
        })
      const text = completion.choices?.[0]?.message?.content
      if (!text) throw new PermanentError(`${model} gave no answer`)
      return {
        value: readAnswer(text, schema, model),
        promptTokens: completion.usage?.prompt_tokens ?? 0,
        completionTokens: completion.usage?.completion_tokens ?? 0,
      }
    },
  }
}

/** Not every compatible server keeps to the schema it was given. */
function readAnswer<T>(text: string, schema: z.ZodType<T>, model: string): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new PermanentError(`${model} answered in another shape than asked for`, { cause })
  }
}

function classify(error: unknown, { apiKey, model }: { apiKey: string; model: string }): unknown {
  if (!(error instanceof OpenAI.APIError)) return error
  return new SourceError(`Chat endpoint failed for ${model}`, { cause: withoutSecret(error, apiKey) })
}
