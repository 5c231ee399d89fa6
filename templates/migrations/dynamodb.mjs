/** {{name}}. Each step has a name. "run" must be idempotent: it may be interrupted at any point and run again. */
export const migration = {
  up: [
    // {
    //   name: '{{name}}',
    //   run: async ({ client, table, resumed, progress, signal }) => {
    //     progress(`${resumed ? 'resuming' : 'starting'} ${table}`)
    //     signal.throwIfAborted()
    //   },
    // },
  ],
  irreversible: 'changes of this migration cannot be distinguished from later ones',
}
