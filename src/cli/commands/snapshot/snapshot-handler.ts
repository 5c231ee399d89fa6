import path from 'node:path'
import { formatBytes } from '../../../core/format-bytes.js'
import { formatTime } from '../../../output/format-time.js'
import type { HandlerModule } from '../../command-handler.js'
import { EXIT } from '../../../core/home-error.js'
import type { Output } from '../../../output/output.js'
import type { Project } from '../../../project/project.js'
import { STORE_NAMES } from '../../../core/store-name.js'
import { confirmRemote } from '../../confirm-remote.js'
import { renderDifference } from './render-difference.js'
import { renderRestoreReport } from '../../render-restore-report.js'
import { assertExportFileFirst, assertImportFileFirst } from './assert-file-first.js'
import { describeSnapshot, renderSnapshot, renderSnapshots } from './render-snapshot.js'
import type { snapshotCommand } from './snapshot.command.js'

export const subcommands: HandlerModule<typeof snapshotCommand>['subcommands'] = {
  async save({ context, args, flags }) {
    const { output, signal } = context
    const snapshots = await (await context.project()).snapshots()
    const started = performance.now()
    const { note, portable, compress, scheduled, timeout } = flags
    const format = portable ? ('portable' as const) : ('physical' as const)
    const timeoutMs = timeout * 1000
    const options = { name: args.name, note, format, compress, timeoutMs, signal, reporter: output }
    const saved = await (scheduled ? snapshots.saveScheduled(options) : snapshots.save(options))
    const elapsedMs = Math.round(performance.now() - started)
    output.printResult(
      { ...describeSnapshot(saved), elapsedMs },
      (style) =>
        `${style.green('✓')} Saved snapshot ${saved.manifest.name} (${formatBytes(saved.manifest.bytes)}) in ${(elapsedMs / 1000).toFixed(1)} s.`,
    )
  },
  async list({ context }) {
    const { output } = context
    const snapshots = await (await context.project()).snapshots()
    const { snapshots: found, damaged } = await snapshots.read()
    const items = found.map(describeSnapshot)
    output.printResult({ items, damaged }, () => renderSnapshots(items, damaged, output))
  },
  async show({ context, args, flags }) {
    const { output, signal } = context
    const snapshots = await (await context.project()).snapshots()
    const found = await snapshots.find(args.name)
    if (flags.verify) await snapshots.check(args.name, signal)
    const shown = describeSnapshot(found)
    const verified = flags.verify ? { verified: true } : {}
    output.printResult({ ...shown, ...verified }, (style) => renderSnapshot(shown, flags.verify, style))
  },
  async restore({ context, args, flags }) {
    const { output, signal } = context
    const project = await context.project()
    const snapshots = await project.snapshots()
    const { manifest } = await snapshots.find(args.name)
    const question = `Replace the data of project ${project.config.project} by snapshot ${manifest.name} of ${formatTime(manifest.createdAt)}?`
    await output.confirm(question)
    const { backup, verify, repair, allowRemote, timeout } = flags
    await confirmServers(output, project, allowRemote)
    const report = await snapshots.restore(args.name, {
      backup,
      verify,
      repair,
      allowRemote,
      timeoutMs: timeout * 1000,
      signal,
      reporter: output,
    })
    output.printResult({ ok: true, ...report }, (style) => renderRestoreReport(report, style))
  },
  async diff({ context, args, flags }) {
    const { output, signal } = context
    const snapshots = await (await context.project()).snapshots()
    const { only, limit, timeout } = flags
    const difference = await snapshots.diff(args.from, args.to, {
      limit,
      ...(only === undefined ? {} : { only: [only] }),
      timeoutMs: timeout * 1000,
      signal,
      reporter: output,
    })
    output.printResult(difference, (style) => renderDifference(difference, output, style))
    return difference.ok ? EXIT.done : EXIT.checksFailed
  },
  async export({ context, args }) {
    const { output, signal, globals } = context
    const snapshots = await (await context.project()).snapshots()
    assertExportFileFirst(args, await snapshots.list())
    const exported = await snapshots.export(args.name, path.resolve(globals.cwd, args.file), signal)
    output.printResult(
      exported,
      (style) =>
        `${style.green('✓')} Wrote snapshot ${exported.name} to ${exported.file} (${formatBytes(exported.bytes)}).`,
    )
  },
  async import({ context, args }) {
    const { output, signal, globals } = context
    const snapshots = await (await context.project()).snapshots()
    assertImportFileFirst(args, globals.cwd)
    const imported = await snapshots.import(path.resolve(globals.cwd, args.file), args.name, signal)
    output.printResult(
      describeSnapshot(imported),
      (style) =>
        `${style.green('✓')} Added snapshot ${imported.manifest.name} (${formatBytes(imported.manifest.bytes)}). Restore it with homemanager snapshot restore ${imported.manifest.name}.`,
    )
  },
  async delete({ context, args }) {
    const { output } = context
    const snapshots = await (await context.project()).snapshots()
    const found = await snapshots.findToDelete(args.name)
    const total = found.reduce((sum, { bytes }) => sum + bytes, 0)
    const names = found.map(({ name }) => name)
    const question = `Delete ${names.length === 1 ? 'snapshot' : `${names.length} snapshots,`} ${names.join(', ')} (${formatBytes(total)})?`
    await output.confirm(question)
    await snapshots.delete(found)
    const items = found.map(({ name, bytes }) => ({ name, bytes }))
    output.printResult({ items }, (style) =>
      items
        .map(({ name, bytes }) => `${style.green('✓')} Deleted ${name} (${formatBytes(bytes)}).`)
        .join('\n'),
    )
  },
}

/** Names the servers on other machines, and asks. */
async function confirmServers(output: Output, project: Project, allowRemote: boolean): Promise<void> {
  if (!allowRemote) return
  await using stores = await project.connect()
  await confirmRemote(output, stores, { allowRemote, only: STORE_NAMES })
}
