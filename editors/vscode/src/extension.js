// The client of `corridor lsp`, and a command that runs the file.
'use strict';

const { execFile } = require('child_process');
const path = require('path');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

const SCHEME = 'corridor-report';

let client;

const program = () => vscode.workspace.getConfiguration('corridor').get('path') || 'corridor';

async function start() {
  const server = { command: program(), args: ['lsp'] };
  const options = {
    documentSelector: [{ language: 'corridor' }],
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{corridor,csv,tsv}') },
    middleware: {
      provideCodeLenses: (document, token, next) =>
        vscode.workspace.getConfiguration('corridor').get('codeLens') ? next(document, token) : [],
    },
  };
  client = new LanguageClient('corridor', 'Corridor', server, options);
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    vscode.window.showErrorMessage(
      `The language server could not be started (\`${program()} lsp\`): ${error.message}. ` +
        'Set `corridor.path` to where the program is.',
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running) await running.stop();
}

// What was answered, by the address it is shown at.
class Reports {
  constructor() {
    this.texts = new Map();
    this.changed = new vscode.EventEmitter();
    this.onDidChange = this.changed.event;
  }
  provideTextDocumentContent(uri) {
    return this.texts.get(uri.toString()) ?? '';
  }
  show(uri, text) {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }
}

function answer(file) {
  const options = { cwd: path.dirname(file), maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    const args = ['run', '--color', 'never', '--width', '100', file];
    execFile(program(), args, options, (error, out, told) => {
      const failed = error && typeof error.code !== 'number' ? `${error.message}\n` : '';
      resolve([out, told, failed].filter(Boolean).join('\n'));
    });
  });
}

// Runs a file and shows what it answers beside it. `where` is the address of a
// document, given by a lens; without one the file in front is meant.
async function run(reports, where) {
  const uri = typeof where === 'string' ? vscode.Uri.parse(where) : vscode.window.activeTextEditor?.document.uri;
  const document = uri && vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (!uri || uri.scheme !== 'file') {
    vscode.window.showInformationMessage('Open a .corridor file that is saved on disk.');
    return;
  }
  if (document?.isDirty && !(await document.save())) return;
  const shown = vscode.Uri.from({ scheme: SCHEME, path: `${uri.path}.txt` });
  const text = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `corridor run ${path.basename(uri.fsPath)}` },
    () => answer(uri.fsPath),
  );
  reports.show(shown, text);
  const page = await vscode.workspace.openTextDocument(shown);
  await vscode.window.showTextDocument(page, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  });
}

exports.activate = async (context) => {
  const reports = new Reports();
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, reports),
    vscode.commands.registerCommand('corridor.run', (where) => run(reports, where)),
    vscode.commands.registerCommand('corridor.restart', async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration('corridor.path')) {
        await stop();
        await start();
      }
    }),
  );
  await start();
};

exports.deactivate = stop;
