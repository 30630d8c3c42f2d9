// What can be asked of Vorleser, and how its method `add` is asked for it.
export const wishes = {play: {play: true}, queue: {}, keep: {to: 'kept'}};
