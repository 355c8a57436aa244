package dev.drydock.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request that carried the right token; whoever asks for the caller is told {@code admin}. */
final class AdminRequest extends HttpServletRequestWrapper {

  private static final Principal ADMIN = () -> "admin";

  AdminRequest(HttpServletRequest request) {
    super(request);
  }

  @Override
  public Principal getUserPrincipal() {
    return ADMIN;
  }

  @Override
  public String getRemoteUser() {
    return ADMIN.getName();
  }
}
