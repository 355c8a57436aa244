package dev.drydock.sql;

/**
 * A file of the folder that cannot be accepted, as reports show it.
 *
 * @param file its name
 * @param what what is wrong with it
 * @param next what to do
 */
public record RefusedFile(String file, String what, String next) {}
