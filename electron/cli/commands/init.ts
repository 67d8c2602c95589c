import type { Command } from "commander";
import { createProject } from "../../engine/project.ts";
import { sampleProject } from "../../engine/sample-project/sample-project.ts";
import { type CommonOptions, type CommandRun, exitCodes, finishCommand, projectCommand } from "../command.ts";
import { openCommandEngine, resolveProjectFile } from "../command-engine.ts";

interface InitOptions extends CommonOptions {
  sample?: boolean;
}

/** Makes a project file; with the sample, its versions are replayed as well, so that there is something to compare. */
const init: CommandRun<InitOptions> = async (options, output) => {
  const file = resolveProjectFile(options.project);
  createProject(file, options.sample ? "sample" : "empty").close();
  if (!options.sample) {
    output.result({ project: file }, [`Made ${file}.`, `Next: counterproof import FILE --project ${file}`]);
    return exitCodes.done;
  }
  const engine = await openCommandEngine(file, output.log);
  try {
    output.result(
      {
        project: file,
        prompt: sampleProject.promptName,
        set: sampleProject.setName,
        model: `scripted/${sampleProject.rulesFileName}`,
        versions: sampleProject.versions.length,
        conversations: sampleProject.conversations.length,
      },
      [
        `Made ${file} with the sample: prompt "${sampleProject.promptName}" (v1 to v${sampleProject.versions.length}), set "${sampleProject.setName}" (${sampleProject.conversations.length} conversations).`,
        `Its replies come from ${sampleProject.rulesFileName} beside it: a scripted model, not a real one.`,
        `Next: counterproof compare v1 v2 --prompt ${sampleProject.promptName} --set ${sampleProject.setName} --project ${file}`,
      ],
    );
    return exitCodes.done;
  } finally {
    await engine.close();
  }
};

export function registerInit(program: Command): void {
  projectCommand(program, "init", "make a new project file")
    .option("--sample", "with the sample project")
    .action((options: InitOptions) => finishCommand(options, (output) => init(options, output)));
}
