// What came of it, in the browser's language: the daemon's sentences and the host's by Vorleser's own catalogue, as the
// page does it, the button's own by the browser's.
import {load, sentence} from '../../web/page/texts.js';

export const say = (name, ...values) => chrome.i18n.getMessage(name, values.map(String));

let loaded;
const catalogue = () => (loaded ??= load(say('language')));

// {text, wrong}: of an answer {result} or {error} of the host.
export async function outcomeOf({result, error}) {
  await catalogue();
  if (error) return {wrong: true, text: sentence(error.data, error.message)};
  const {entry, duplicate, only_the_beginning: beginning, warnings = [], warnings_data: data = []} = result;
  const lines = [entry.title];
  if (entry.number) lines.push(say(duplicate ? 'listedAlready' : 'listed', entry.number));
  if (entry.kept) lines.push(say(duplicate && !entry.number ? 'keptAlready' : 'kept'));
  if (beginning) lines.push(say('onlyTheBeginning'));
  lines.push(...warnings.map((warning, i) => sentence(data[i], warning)));
  return {wrong: false, text: lines.join('\n')};
}
