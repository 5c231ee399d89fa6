/** {{name}}. Each step has a name; what is in "run" has to be safe to repeat, for it may be cut off anywhere. */
export const migration = {
  up: [
    {
      name: '{{name}}',
      run: async ({ client, table, resumed, progress, signal }) => {
        progress(`${resumed ? 'going on with' : 'beginning with'} ${table}`)
        signal.throwIfAborted()
        void client
      },
    },
  ],
  irreversible: 'what it wrote cannot be told from what people wrote since',
}
