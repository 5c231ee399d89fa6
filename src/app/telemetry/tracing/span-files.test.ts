import { randomBytes } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { SpanKind } from '@opentelemetry/api'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../../test/support/create-temporary-directory.js'
import { TRACE_DIRECTORY } from '../../../core/span-record.js'
import { findTrace } from '../../../project/traces/find-trace.js'
import { SpanFiles } from './span-files.js'
import { TraceSampler } from './trace-sampler.js'

test('files are bounded by bytes and have no email addresses or tokens', async () => {
  const home = await createTemporaryDirectory('homemanager traces ')
  onTestFinished(() => rm(home, { recursive: true }))
  const files = new SpanFiles(home, { fileBytes: 10_000, totalBytes: 50_000, ageMs: 60_000 })
  const tracer = new BasicTracerProvider({ spanProcessors: [files] }).getTracer('test')
  for (let n = 0; n < 200; n++) {
    const span = tracer.startSpan(`step ${n}`, {
      attributes: {
        text: randomBytes(400).toString('hex'),
        who: 'mail to ada@example.com, Bearer abc.def',
      },
    })
    span.end()
    await files.forceFlush()
  }
  const directory = path.join(home, TRACE_DIRECTORY)
  const names = readdirSync(directory)
  const total = names.reduce((sum, name) => sum + statSync(path.join(directory, name)).size, 0)
  expect(names.length).toBeGreaterThan(1)
  expect(total).toBeLessThan(60_000)
  await expect(findTrace(home, 'error')).rejects.toMatchObject({ code: 'NO_TRACE' })
  const last = tracer.startSpan('request', { kind: SpanKind.SERVER, attributes: { who: 'ada@example.com' } })
  last.end()
  await files.shutdown()
  const { spans } = await findTrace(home, 'last')
  await expect(findTrace(home, 'error')).rejects.toMatchObject({ message: 'No request failed.' })
  expect(spans).toMatchObject([{ name: 'request', kind: 'server', attributes: { who: '***' } }])
})

test('under load, traces are sampled', () => {
  let now = 0
  const sampler = new TraceSampler(() => now)
  const count = (): number => Array.from({ length: 500 }, () => sampler.sample()).filter(Boolean).length
  expect(count()).toBe(100)
  now = 1000
  expect(count()).toBe(10)
  now = 100_000
  expect(count()).toBe(100)
})
